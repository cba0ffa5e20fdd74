package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The quotient `x / y`, broadcast; of integers truncated, and 0 where `y` is 0.
public record Div() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.over(y);
  }
}
