package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The hyperbolic sine `(e^x - e^-x) / 2` (ONNX `Sinh`).
///
/// Takes floats; within 4 ULP. Derivative: the hyperbolic cosine.
public record Sinh() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> isSmall(w).select(near(w), Formula.signed(far(w.abs()), w)));
  }

  private static Expr isSmall(Expr x) {
    return x.abs().lt(Expr.of(x.dtype(), 1));
  }

  /// `(e + e / (e + 1)) / 2` of `e = e^x - 1`, where nothing cancels.
  private static Expr near(Expr x) {
    return Formula.let("e", Formula.expm1(x), e -> e.plus(e.over(e.plus(1))).times(0.5));
  }

  /// `q² / 2 - 1 / (2 q²)` of `q = e^(x/2)`, which overflows no earlier than the result.
  private static Expr far(Expr x) {
    return Formula.let(
        "q",
        x.times(0.5).exp(),
        q -> q.times(0.5).times(q).minus(Expr.of(x.dtype(), 0.5).over(q).over(q)));
  }
}
