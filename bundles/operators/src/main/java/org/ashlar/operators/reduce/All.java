package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.ReductionOperator;

/// Whether every element along axes is true (ONNX `ReduceMin` of bool); of nothing true.
///
/// Takes and gives bool.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record All(List<Long> axes, boolean keepdims) implements ReductionOperator {
  public All {
    axes = List.copyOf(axes);
  }

  public All() {
    this(List.of(), false);
  }

  @Override
  public void check(Arguments args) {
    args.bools();
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.min(dtype);
  }
}
