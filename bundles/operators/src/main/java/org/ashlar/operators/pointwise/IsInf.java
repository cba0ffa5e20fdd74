package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// Whether `x` is infinite (ONNX `IsInf`).
///
/// Takes floats, gives bool; false throughout for dtypes that have no infinity.
///
/// @param positive whether the positive infinity counts
/// @param negative whether the negative infinity counts
public record IsInf(boolean positive, boolean negative) implements PointwiseOperator {
  public IsInf() {
    this(true, true);
  }

  @Override
  public Expr body(Expr x) {
    var dtype = x.dtype();
    if (!Infinity.isIn(dtype)) {
      return Expr.of(false);
    }
    var above = Expr.of(dtype, Double.POSITIVE_INFINITY).eq(x);
    var below = Expr.of(dtype, Double.NEGATIVE_INFINITY).eq(x);
    return positive ? negative ? above.or(below) : above : negative ? below : Expr.of(false);
  }
}
