package org.ashlar.operators;

import org.ashlar.ir.Expr;

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
