package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.ReductionOperator;

/// The product of elements along axes; of nothing 1.
///
/// Takes numbers. The gradient is right also where some elements are 0.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record ReduceProd(List<Long> axes, boolean keepdims) implements ReductionOperator {
  public ReduceProd {
    axes = List.copyOf(axes);
  }

  public ReduceProd() {
    this(List.of(), false);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.product(dtype);
  }
}
