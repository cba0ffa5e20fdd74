package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The sine of an angle in radians.
///
/// Takes floats. Derivative: the cosine.
public record Sin() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.sin();
  }
}
