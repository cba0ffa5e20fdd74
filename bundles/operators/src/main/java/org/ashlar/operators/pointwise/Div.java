package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The quotient `x / y`, broadcast; of integers truncated, and 0 where `y` is 0.
///
/// Takes numbers of one dtype; floats are divided as IEEE 754 says, so `1 / 0` is infinite.
public record Div() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.over(y);
  }
}
