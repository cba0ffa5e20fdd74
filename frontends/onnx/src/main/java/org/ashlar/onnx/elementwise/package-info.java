/// Operators that compute each element from the elements at the same place: arithmetic, comparison,
/// logic, casts, activations.
@NullMarked
package org.ashlar.onnx.elementwise;

import org.jspecify.annotations.NullMarked;
