package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.BinaryPointwiseOperator;
import org.ashlar.operators.reduce.ReduceMin;

/// The smaller one, broadcast; NaN where one is. At a tie the gradient goes to `x`.
///
/// Takes numbers of one dtype. For the smallest along axes see {@link ReduceMin}.
public record Min() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.min(y);
  }
}
