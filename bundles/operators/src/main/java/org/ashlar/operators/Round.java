package org.ashlar.operators;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;

/// The nearest whole number; halves go to the even one.
///
/// Takes floats; keeps NaN and infinities. Derivative: 0.
public record Round() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return new Expr.Unary(Op1.ROUND, x);
  }
}
