package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.operators.PointwiseOperator;

/// The tangent of an angle in radians (ONNX `Tan`).
///
/// Takes floats. Derivative: `1 + y²` of the result `y`.
public record Tan() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return new Expr.Unary(Op1.TAN, x);
  }
}
