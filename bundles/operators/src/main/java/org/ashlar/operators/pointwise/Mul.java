package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.BinaryPointwiseOperator;
import org.ashlar.operators.product.MatMul;

/// The product `x · y` of elements, broadcast.
///
/// Takes numbers of one dtype; integers wrap. For the product of matrices see {@link MatMul}.
public record Mul() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.times(y);
  }
}
