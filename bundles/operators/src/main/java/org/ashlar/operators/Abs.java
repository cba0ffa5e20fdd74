package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The magnitude `|x|`; of the least integer itself.
///
/// Takes numbers. Derivative: the sign of `x`, 0 at 0.
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
