/// Simulated graphics processors.
@NullMarked
package org.ashlar.gpu;

import org.jspecify.annotations.NullMarked;
