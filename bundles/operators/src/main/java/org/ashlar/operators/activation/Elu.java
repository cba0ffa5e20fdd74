package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The exponential linear unit: `x`, left of 0 `alpha · (e^x - 1)` (ONNX `Elu`; Clevert,
/// Unterthiner and Hochreiter 2015, arXiv:1511.07289).
///
/// Takes floats; the slope at 0 is 1.
public record Elu(float alpha) implements PointwiseOperator {
  public Elu() {
    this(1);
  }

  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> of(w, alpha, 1));
  }

  /// `x`, left of 0 `alpha · (e^(x / width) - 1)`.
  static Expr of(Expr x, double alpha, double width) {
    var left = Formula.expm1(width == 1 ? x : x.over(width)).times(alpha);
    return Formula.isNegative(x).select(left, x);
  }
}
