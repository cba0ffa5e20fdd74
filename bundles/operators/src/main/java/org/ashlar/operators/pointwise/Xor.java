package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// Whether exactly one is true, broadcast (ONNX `Xor`).
///
/// Takes and gives bool.
public record Xor() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return new Expr.Binary(Op2.XOR, x, y);
  }

  @Override
  public void check(Arguments args) {
    args.bools();
  }
}
