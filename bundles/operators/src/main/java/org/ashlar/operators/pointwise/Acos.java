package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.operators.PointwiseOperator;

/// The angle whose cosine is `x` (ONNX `Acos`); NaN outside -1 … 1.
///
/// Takes floats. Derivative: `-1 / √(1 - x²)`.
public record Acos() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return new Expr.Unary(Op1.ACOS, x);
  }
}
