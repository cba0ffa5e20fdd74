package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.BinaryPointwiseOperator;

/// Whether `x ≥ y`, broadcast; false with NaN.
///
/// Takes numbers of one dtype, gives bool.
public record GreaterOrEqual() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return y.le(x);
  }
}
