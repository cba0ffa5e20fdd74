package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.operators.PointwiseOperator;

/// The angle, from -π/2 to π/2, whose tangent is `x` (ONNX `Atan`).
///
/// Takes floats. Derivative: `1 / (1 + x²)`.
public record Atan() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return new Expr.Unary(Op1.ATAN, x);
  }
}
