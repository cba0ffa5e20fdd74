package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The straight {@link Sigmoid}: `max(0, min(1, alpha · x + beta))` (ONNX `HardSigmoid`).
///
/// Takes floats.
public record HardSigmoid(float alpha, float beta) implements PointwiseOperator {
  public HardSigmoid() {
    this(0.2f, 0.5f);
  }

  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> clamped(w.times(alpha).plus(beta)));
  }

  /// Between 0 and 1, where the slope outside is 0.
  static Expr clamped(Expr x) {
    return Expr.of(x.dtype(), 0).max(Expr.of(x.dtype(), 1).min(x));
  }
}
