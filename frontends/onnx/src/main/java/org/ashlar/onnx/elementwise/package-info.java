/// Operators that compute each element from elements at the same place.
@NullMarked
package org.ashlar.onnx.elementwise;

import org.jspecify.annotations.NullMarked;
