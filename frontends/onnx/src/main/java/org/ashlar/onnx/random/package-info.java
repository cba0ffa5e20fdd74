/// Operators that draw random numbers.
@NullMarked
package org.ashlar.onnx.random;

import org.jspecify.annotations.NullMarked;
