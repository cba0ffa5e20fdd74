package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The difference `x - y`, broadcast.
///
/// Takes numbers of one dtype; integers wrap.
public record Sub() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.minus(y);
  }
}
