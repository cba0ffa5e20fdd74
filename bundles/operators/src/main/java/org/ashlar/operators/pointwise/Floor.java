package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.operators.PointwiseOperator;

/// The largest whole number that is not above `x`.
///
/// Takes floats; keeps NaN and infinities. Derivative: 0.
public record Floor() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return new Expr.Unary(Op1.FLOOR, x);
  }
}
