package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// `-x`.
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
