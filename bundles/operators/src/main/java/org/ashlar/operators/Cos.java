package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The cosine of an angle in radians.
///
/// Takes floats. Derivative: minus the sine.
public record Cos() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.cos();
  }
}
