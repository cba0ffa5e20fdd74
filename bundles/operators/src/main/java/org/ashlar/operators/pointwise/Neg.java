package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;

/// `-x`.
///
/// Takes numbers; integers wrap, so the least one stays. Derivative: -1.
public record Neg() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.negate();
  }

  @Override
  public void check(Arguments args) {
    args.numbers();
  }
}
