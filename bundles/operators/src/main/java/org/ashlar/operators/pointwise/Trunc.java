package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.operators.PointwiseOperator;

/// The whole number next to `x` on the way to 0.
///
/// Takes floats; keeps NaN and infinities. Derivative: 0.
public record Trunc() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return new Expr.Unary(Op1.TRUNC, x);
  }
}
