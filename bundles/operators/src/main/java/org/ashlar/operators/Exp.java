package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The exponential `e^x`.
///
/// Takes floats; overflows to infinity. Derivative: the result itself.
public record Exp() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.exp();
  }
}
