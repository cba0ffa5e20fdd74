package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;

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
