package org.ashlar.operators.reduce;

import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.PrefixOperator;

/// The product of all elements up to each place along an axis (ONNX `CumProd`).
///
/// Takes numbers; narrow floats are multiplied in `f32`.
///
/// @param exclusive without the element at the place itself
/// @param reverse from the end
public record CumProd(long axis, boolean exclusive, boolean reverse) implements PrefixOperator {
  public CumProd() {
    this(-1, false, false);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.product(dtype);
  }
}
