package org.ashlar.operators.reduce;

import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.PrefixOperator;

/// The sum of all elements up to each place along an axis (ONNX `CumSum`).
///
/// Takes numbers; narrow floats are summed in `f32`. The gradient is a running sum in the other
/// direction.
///
/// @param exclusive without the element at the place itself
/// @param reverse from the end
public record CumSum(long axis, boolean exclusive, boolean reverse) implements PrefixOperator {
  public CumSum() {
    this(-1, false, false);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.sum(dtype);
  }
}
