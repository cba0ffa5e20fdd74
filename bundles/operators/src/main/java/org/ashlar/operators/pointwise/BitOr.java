package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The bits that one has, broadcast (ONNX `BitwiseOr`).
///
/// Takes integers of one dtype.
public record BitOr() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.or(y);
  }

  @Override
  public void check(Arguments args) {
    args.sameDtypes().integers();
  }
}
