package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The logarithm of the logistic function, `-log(1 + e^-x)`.
///
/// Takes floats; finite where {@link Sigmoid} itself is 0. Derivative: `sigmoid(-x)`.
public record LogSigmoid() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> Softplus.formula(w.negate()).negate());
  }
}
