package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The nearest number between two bounds, both included; NaN stays NaN. The slope outside is 0.
///
/// Takes floats.
public record Clamp(double low, double high) implements PointwiseOperator {
  public Clamp {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "clamp: low must not be above high: " + low + " and " + high);
    }
  }

  public Clamp() {
    this(0, 1);
  }

  @Override
  public Expr body(Expr x) {
    return x.max(Expr.of(x.dtype(), low)).min(Expr.of(x.dtype(), high));
  }
}
