package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;
import org.ashlar.operators.pointwise.Clamp;

/// The straight hyperbolic tangent: the nearest number from `low` to `high`, both included.
///
/// Takes floats; NaN stays NaN, and the slope outside is 0.
public record HardTanh(double low, double high) implements PointwiseOperator {
  public HardTanh() {
    this(-1, 1);
  }

  @Override
  public Expr body(Expr x) {
    return new Clamp(low, high).body(x);
  }
}
