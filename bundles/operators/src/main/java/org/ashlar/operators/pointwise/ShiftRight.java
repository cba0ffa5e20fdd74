package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The bits of `x` moved `y` places down, `⌊x / 2^y⌋`, broadcast (ONNX `BitShift`, direction
/// RIGHT).
///
/// Takes integers of one dtype. Signed numbers keep their sign. The count is unsigned; from the
/// width of the dtype on the result is 0, or -1 for negative numbers.
public record ShiftRight() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return new Expr.Binary(Op2.SHR, x, y);
  }

  @Override
  public void check(Arguments args) {
    args.sameDtypes().integers();
  }
}
