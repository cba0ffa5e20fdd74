package org.ashlar.operators.reduce;

import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;

/// The place (`i64`) of the largest element along an axis: the first NaN, else the first of the
/// largest.
///
/// Takes numbers; whole numbers have no gradient.
public record ArgMax(long axis, boolean keepdims) implements PlaceOperator {
  public ArgMax() {
    this(-1, false);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.argmax(dtype);
  }
}
