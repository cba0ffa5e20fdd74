package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// Whether `x < y`, broadcast; false with NaN.
public record Less() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.lt(y);
  }
}
