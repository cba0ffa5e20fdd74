package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The difference `x - y`, broadcast.
///
/// Takes numbers of one dtype; integers wrap.
public record Sub() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.minus(y);
  }
}
