package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// `x` where it is above `alpha`, else 0 (ONNX `ThresholdedRelu`; Konda, Memisevic and Krueger
/// 2014, arXiv:1402.3337).
///
/// Takes floats; NaN becomes 0, and the slope at `alpha` is 0.
public record ThresholdedRelu(float alpha) implements PointwiseOperator {
  public ThresholdedRelu() {
    this(1);
  }

  @Override
  public Expr body(Expr x) {
    return Expr.of(x.dtype(), alpha).lt(x).select(x, Expr.of(x.dtype(), 0));
  }
}
