package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The exponential `e^x`.
///
/// Takes floats; overflows to infinity. Derivative: the result itself.
public record Exp() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.exp();
  }
}
