package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.ReductionOperator;

/// The logarithm of the sum along axes, `log Σ x` (ONNX `ReduceLogSum`); of nothing -inf.
///
/// Takes floats.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record ReduceLogSum(List<Long> axes, boolean keepdims) implements ReductionOperator {
  public ReduceLogSum {
    axes = List.copyOf(axes);
  }

  public ReduceLogSum() {
    this(List.of(), false);
  }

  @Override
  public void check(Arguments args) {
    args.floats();
  }

  @Override
  public Reducer by(DType dtype) {
    return Norms.sum("log_sum", dtype, Expr::log);
  }
}
