/// How long kernels take: machine-like code, multiprocessors, caches, memory. Never values.
@NullMarked
package org.ashlar.gpu.timing;

import org.jspecify.annotations.NullMarked;
