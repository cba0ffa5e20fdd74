package org.ashlar.operators.reduce;

import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.PrefixOperator;

/// The largest of all elements up to each place along an axis; NaN from the first one on. Of equal
/// ones the first has the gradient.
///
/// Takes numbers.
///
/// @param exclusive without the element at the place itself; of nothing -inf
/// @param reverse from the end
public record CumMax(long axis, boolean exclusive, boolean reverse) implements PrefixOperator {
  public CumMax() {
    this(-1, false, false);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.max(dtype);
  }
}
