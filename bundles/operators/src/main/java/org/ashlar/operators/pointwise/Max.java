package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.BinaryPointwiseOperator;
import org.ashlar.operators.reduce.ReduceMax;

/// The larger one, broadcast; NaN where one is. At a tie the gradient goes to `x`.
///
/// Takes numbers of one dtype. For the largest along axes see {@link ReduceMax}.
public record Max() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.max(y);
  }
}
