/// What kernels cost in joules.
@NullMarked
package org.ashlar.gpu.energy;

import org.jspecify.annotations.NullMarked;
