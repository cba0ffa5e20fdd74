package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The bits that both have, broadcast (ONNX `BitwiseAnd`).
///
/// Takes integers of one dtype.
public record BitAnd() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.and(y);
  }

  @Override
  public void check(Arguments args) {
    args.sameDtypes().integers();
  }
}
