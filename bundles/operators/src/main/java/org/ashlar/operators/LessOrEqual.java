package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// Whether `x ≤ y`, broadcast; false with NaN.
public record LessOrEqual() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.le(y);
  }
}
