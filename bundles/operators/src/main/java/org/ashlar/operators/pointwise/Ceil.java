package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.operators.PointwiseOperator;

/// The smallest whole number that is not below `x`.
///
/// Takes floats; keeps NaN and infinities. Derivative: 0.
public record Ceil() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return new Expr.Unary(Op1.CEIL, x);
  }
}
