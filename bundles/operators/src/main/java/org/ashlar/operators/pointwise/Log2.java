package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The logarithm to base 2; of 0 it is -inf, of negative numbers NaN.
///
/// Takes floats; within 4 ULP. Derivative: `1 / (x log 2)`.
public record Log2() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> w.log().times(1 / Math.log(2)));
  }
}
