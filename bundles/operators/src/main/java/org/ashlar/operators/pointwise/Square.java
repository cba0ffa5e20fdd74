package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;

/// The square `x²`.
///
/// Takes numbers; integers wrap. Derivative: `2 x`.
public record Square() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.times(x);
  }

  @Override
  public void check(Arguments args) {
    args.numbers();
  }
}
