package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;

/// All bits turned over: `-1 - x` of signed numbers (ONNX `BitwiseNot`).
///
/// Takes integers.
public record BitNot() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.not();
  }

  @Override
  public void check(Arguments args) {
    args.integers();
  }
}
