package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The natural logarithm; of 0 it is -inf, of negative numbers NaN.
///
/// Takes floats. Derivative: `1 / x`.
public record Log() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.log();
  }
}
