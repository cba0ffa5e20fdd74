package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The hyperbolic tangent.
///
/// Takes floats. Derivative: `1 - y²` of the result `y`.
public record Tanh() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.tanh();
  }
}
