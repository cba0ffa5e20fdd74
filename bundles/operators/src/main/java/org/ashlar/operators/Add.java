package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The sum `x + y`, broadcast.
///
/// Takes numbers of one dtype; integers wrap.
public record Add() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.plus(y);
  }
}
