package org.ashlar.operators.pointwise;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;

/// The same bits, taken for numbers of another dtype of the same width (ONNX `BitCast`).
///
/// Takes numbers. Refused: dtypes of different widths. There is no derivative.
public record BitCast(DType to) implements PointwiseOperator {
  public BitCast() {
    this(DType.F32);
  }

  @Override
  public void check(Arguments args) {
    args.numbers()
        .require(
            Arguments.isNumber(to) && args.dtype(0).bits() == to.bits(), "widths differ: " + to)
        .require(args.dtype(0) != DType.TF32 && to != DType.TF32, "tf32 is no format of memory");
  }

  @Override
  public Expr body(Expr x) {
    return new Expr.Cast(to, Expr.Mode.BITS, x);
  }
}
