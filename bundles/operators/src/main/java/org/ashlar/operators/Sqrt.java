package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The square root; of negative numbers NaN.
public record Sqrt() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.sqrt();
  }
}
