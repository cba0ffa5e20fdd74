package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.ReductionOperator;

/// The sum of elements along axes; of nothing 0.
///
/// Takes numbers; narrow floats are summed in `f32` and rounded once, integers wrap.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record ReduceSum(List<Long> axes, boolean keepdims) implements ReductionOperator {
  public ReduceSum {
    axes = List.copyOf(axes);
  }

  public ReduceSum() {
    this(List.of(), false);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.sum(dtype);
  }
}
