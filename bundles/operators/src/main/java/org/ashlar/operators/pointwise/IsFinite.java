package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// Whether `x` is neither infinite nor NaN.
///
/// Takes floats, gives bool.
public record IsFinite() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Infinity.isIn(x.dtype())
        ? x.abs().lt(Expr.of(x.dtype(), Double.POSITIVE_INFINITY))
        : Formula.isNan(x).not();
  }
}
