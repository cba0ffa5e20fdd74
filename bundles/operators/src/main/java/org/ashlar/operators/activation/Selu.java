package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The self-normalising exponential linear unit: `gamma · x`, left of 0 `gamma · alpha · (e^x - 1)`
/// (ONNX `Selu`; Klambauer et al. 2017, arXiv:1706.02515).
///
/// Takes floats; the slope at 0 is `gamma`. The defaults keep mean and variance of layers at 0 and
/// 1.
public record Selu(float alpha, float gamma) implements PointwiseOperator {
  public Selu() {
    this(1.67326319217681884765625f, 1.05070102214813232421875f);
  }

  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> Elu.of(w, alpha, 1).times(gamma));
  }
}
