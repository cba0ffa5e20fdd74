package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// `log(1 + x)`, accurate also near 0; -inf at -1, NaN below.
///
/// Takes floats. Derivative: `1 / (1 + x)`.
public record Log1p() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.log1p(x);
  }
}
