package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The cosine of an angle in radians.
///
/// Takes floats. Derivative: minus the sine.
public record Cos() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.cos();
  }
}
