package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The power `x^y`, broadcast.
///
/// Takes numbers of one dtype. Of integers it wraps, and is 0 for negative `y` of all but 1 and -1.
/// The derivative by `y` is 0 where `x` is not positive: there the power is no smooth function of
/// `y`.
public record Pow() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.pow(y);
  }
}
