package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.BinaryPointwiseOperator;

/// Whether `x ≤ y`, broadcast; false with NaN.
///
/// Takes numbers of one dtype, gives bool.
public record LessOrEqual() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.le(y);
  }
}
