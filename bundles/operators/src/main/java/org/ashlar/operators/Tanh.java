package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The hyperbolic tangent.
public record Tanh() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.tanh();
  }
}
