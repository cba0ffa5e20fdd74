package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// Whether `x` is no number (ONNX `IsNaN`).
///
/// Takes floats, gives bool.
public record IsNan() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.isNan(x);
  }
}
