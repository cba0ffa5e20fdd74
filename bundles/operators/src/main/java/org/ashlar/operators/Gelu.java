package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The Gaussian error linear unit `x · Φ(x)` (Hendrycks and Gimpel 2016, arXiv:1606.08415), exact.
public record Gelu() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.times(0.5).times(x.times(Math.sqrt(0.5)).erf().plus(1));
  }
}
