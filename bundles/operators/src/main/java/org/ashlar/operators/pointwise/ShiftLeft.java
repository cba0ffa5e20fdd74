package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The bits of `x` moved `y` places up, `x · 2^y`, broadcast (ONNX `BitShift`, direction LEFT).
///
/// Takes integers of one dtype. The count is unsigned; from the width of the dtype on the result is
/// 0.
public record ShiftLeft() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return new Expr.Binary(Op2.SHL, x, y);
  }

  @Override
  public void check(Arguments args) {
    args.sameDtypes().integers();
  }
}
