package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// `1 / x` (ONNX `Reciprocal`); infinite at 0.
///
/// Takes floats; correctly rounded. Derivative: `-1 / x²`.
public record Reciprocal() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Expr.of(x.dtype(), 1).over(x);
  }
}
