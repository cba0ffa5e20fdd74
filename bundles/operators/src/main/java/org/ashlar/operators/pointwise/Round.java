package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.operators.PointwiseOperator;

/// The nearest whole number; halves go to the even one.
///
/// Takes floats; keeps NaN and infinities. Derivative: 0.
public record Round() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return new Expr.Unary(Op1.ROUND, x);
  }
}
