package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The bits that exactly one has, broadcast (ONNX `BitwiseXor`).
///
/// Takes integers of one dtype.
public record BitXor() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return new Expr.Binary(Op2.XOR, x, y);
  }

  @Override
  public void check(Arguments args) {
    args.sameDtypes().integers();
  }
}
