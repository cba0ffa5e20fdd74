package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The Gaussian error linear unit `x · Φ(x)` (ONNX `Gelu`; Hendrycks and Gimpel 2016,
/// arXiv:1606.08415).
///
/// Takes floats. `Φ` is the distribution function of the normal distribution, `(erf(x / √2) + 1) /
/// 2`.
///
/// @param approximate `TANH` for the function of models that were trained with `x / 2 · (1 +
///   tanh(√(2/π) · (x + 0.044715 · x³)))`, which differs in the fourth digit
public record Gelu(Approximation approximate) implements PointwiseOperator {
  /// Which of the two functions.
  public enum Approximation {
    NONE,
    TANH
  }

  public Gelu() {
    this(Approximation.NONE);
  }

  @Override
  public Expr body(Expr x) {
    return switch (approximate) {
      case NONE -> x.times(0.5).times(x.times(Math.sqrt(0.5)).erf().plus(1));
      case TANH -> Formula.of(x, Gelu::byTanh);
    };
  }

  private static Expr byTanh(Expr x) {
    var inner = x.times(x).times(0.044715).plus(1).times(x).times(Math.sqrt(2 / Math.PI));
    return x.times(0.5).times(inner.tanh().plus(1));
  }
}
