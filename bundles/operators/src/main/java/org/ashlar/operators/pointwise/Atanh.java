package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The inverse of the hyperbolic tangent, `log((1 + x) / (1 - x)) / 2` (ONNX `Atanh`); infinite at
/// -1 and 1, NaN beyond.
///
/// Takes floats; within 4 ULP. Derivative: `1 / (1 - x²)`.
public record Atanh() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, Atanh::formula);
  }

  /// `log1p(2 x / (1 - x)) / 2` on the side where nothing cancels.
  private static Expr formula(Expr x) {
    return Formula.isNegative(x).select(half(x.negate()).negate(), half(x));
  }

  private static Expr half(Expr x) {
    return Formula.log1p(x.times(2).over(Expr.of(x.dtype(), 1).minus(x))).times(0.5);
  }
}
