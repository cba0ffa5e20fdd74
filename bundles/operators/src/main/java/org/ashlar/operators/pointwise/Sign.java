package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The sign of `x`: -1, 0 or 1 (ONNX `Sign`); NaN stays NaN.
///
/// Takes numbers. Derivative: 0.
public record Sign() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    var zero = Expr.of(x.dtype(), 0);
    // what is neither is 0 or NaN; times 0 both stay what they are, and nothing has a slope
    var neither = x.dtype().isFloat() ? Formula.isNan(x).select(x, zero) : zero;
    var negative = x.lt(zero).select(Expr.of(x.dtype(), -1), neither);
    return zero.lt(x).select(Expr.of(x.dtype(), 1), negative);
  }

  @Override
  public void check(Arguments args) {
    args.numbers();
  }
}
