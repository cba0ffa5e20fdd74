package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The reciprocal of the square root, `1 / √x`; infinite at 0, NaN of negative numbers.
///
/// Takes floats; within 1 ULP. Derivative: `-1 / (2 x √x)`.
public record Rsqrt() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> Expr.of(w.dtype(), 1).over(w.sqrt()));
  }
}
