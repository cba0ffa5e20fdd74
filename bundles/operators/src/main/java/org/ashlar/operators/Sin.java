package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The sine of an angle in radians.
///
/// Takes floats. Derivative: the cosine.
public record Sin() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.sin();
  }
}
