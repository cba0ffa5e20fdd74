package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The sum `x + y`, broadcast.
///
/// Takes numbers of one dtype; integers wrap.
public record Add() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.plus(y);
  }
}
