package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// Whether `x ≤ y`, broadcast; false with NaN.
///
/// Takes numbers of one dtype, gives bool.
public record LessOrEqual() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.le(y);
  }
}
