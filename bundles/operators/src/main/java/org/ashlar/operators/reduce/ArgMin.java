package org.ashlar.operators.reduce;

import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;

/// The place (`i64`) of the smallest element along an axis: the first NaN, else the first of the
/// smallest (ONNX `ArgMin`).
///
/// Takes numbers; whole numbers have no gradient.
public record ArgMin(long axis, boolean keepdims) implements PlaceOperator {
  public ArgMin() {
    this(-1, false);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.argmin(dtype);
  }
}
