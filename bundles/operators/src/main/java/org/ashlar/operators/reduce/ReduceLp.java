package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.ReductionOperator;

/// The p-norm along axes, `(Σ |x|^p)^(1/p)`; of nothing 0.
///
/// Takes floats. Where p is 1 or 2, {@link ReduceL1} and {@link ReduceL2} are faster. The gradient
/// where all are 0 is 0.
///
/// @param p at least 1
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record ReduceLp(double p, List<Long> axes, boolean keepdims) implements ReductionOperator {
  public ReduceLp {
    if (!(p >= 1 && p < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("reducelp: p must be at least 1 and finite: " + p);
    }
    axes = List.copyOf(axes);
  }

  public ReduceLp() {
    this(2, List.of(), false);
  }

  @Override
  public void check(Arguments args) {
    args.floats();
  }

  @Override
  public Reducer by(DType dtype) {
    return Norms.sum(
        "norm", dtype, s -> Norms.flatAtZero(s, t -> t.pow(Expr.of(t.dtype(), 1 / p))));
  }

  @Override
  public List<Expr> body(Expr element, List<Axis> over) {
    var x = Norms.wide(element).abs();
    return List.of(x.pow(Expr.of(x.dtype(), p)));
  }
}
