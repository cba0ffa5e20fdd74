package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The power `2^x`.
///
/// Takes floats; within 1 ULP, overflows to infinity. Derivative: `y · log 2` of the result `y`.
public record Exp2() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> Expr.of(w.dtype(), 2).pow(w));
  }
}
