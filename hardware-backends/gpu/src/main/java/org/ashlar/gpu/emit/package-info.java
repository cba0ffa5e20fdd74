/// Kernels of the waist become PTX text.
@NullMarked
package org.ashlar.gpu.emit;

import org.jspecify.annotations.NullMarked;
