package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The error function `2/√π · ∫₀ˣ e^(-t²) dt`.
///
/// Takes floats. Derivative: `2/√π · e^(-x²)`.
public record Erf() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.erf();
  }
}
