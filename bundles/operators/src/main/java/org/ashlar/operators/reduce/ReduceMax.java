package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.ReductionOperator;

/// The largest element along axes; NaN where one is, of nothing -inf. Of equal ones the first has
/// the gradient.
///
/// Takes numbers.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record ReduceMax(List<Long> axes, boolean keepdims) implements ReductionOperator {
  public ReduceMax {
    axes = List.copyOf(axes);
  }

  public ReduceMax() {
    this(List.of(), false);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.max(dtype);
  }
}
