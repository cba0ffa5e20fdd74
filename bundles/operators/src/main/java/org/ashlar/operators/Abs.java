package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The magnitude `|x|`; of the least integer itself.
public record Abs() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.abs();
  }

  @Override
  public void check(Arguments args) {
    args.numbers();
  }
}
