package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The exponential linear unit with a smooth slope: `x`, left of 0 `alpha · (e^(x / alpha) - 1)`
/// (ONNX `Celu`; Barron 2017, arXiv:1704.07483).
///
/// Takes floats.
public record Celu(float alpha) implements PointwiseOperator {
  public Celu {
    if (!(alpha > 0)) {
      throw new IllegalArgumentException("celu: alpha must be positive: " + alpha);
    }
  }

  public Celu() {
    this(1);
  }

  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> Elu.of(w, alpha, alpha));
  }
}
