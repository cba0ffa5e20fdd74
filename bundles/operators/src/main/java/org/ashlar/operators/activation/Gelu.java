package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The Gaussian error linear unit `x · Φ(x)` (Hendrycks and Gimpel 2016, arXiv:1606.08415), exact.
///
/// Takes floats. `Φ` is the distribution function of the normal distribution, `(erf(x / √2) + 1) /
/// 2`; the approximation by tanh that some models use is another function.
public record Gelu() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.times(0.5).times(x.times(Math.sqrt(0.5)).erf().plus(1));
  }
}
