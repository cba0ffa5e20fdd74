/// Operators that combine elements along dimensions: reductions, places of extremes, running sums,
/// products of matrices.
@NullMarked
package org.ashlar.onnx.reduce;

import org.jspecify.annotations.NullMarked;
