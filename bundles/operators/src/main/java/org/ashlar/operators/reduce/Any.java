package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.ReductionOperator;

/// Whether some element along axes is true (ONNX `ReduceMax` of bool); of nothing false.
///
/// Takes and gives bool.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record Any(List<Long> axes, boolean keepdims) implements ReductionOperator {
  public Any {
    axes = List.copyOf(axes);
  }

  public Any() {
    this(List.of(), false);
  }

  @Override
  public void check(Arguments args) {
    args.bools();
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.max(dtype);
  }
}
