package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// `e^x - 1`, accurate also near 0.
///
/// Takes floats. Derivative: `e^x`.
public record Expm1() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.expm1(x);
  }
}
