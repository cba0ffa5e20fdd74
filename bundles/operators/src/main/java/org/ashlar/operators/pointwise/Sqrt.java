package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The square root; of negative numbers NaN.
///
/// Takes floats; correctly rounded. Derivative: `1 / (2 √x)`, infinite at 0.
public record Sqrt() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.sqrt();
  }
}
