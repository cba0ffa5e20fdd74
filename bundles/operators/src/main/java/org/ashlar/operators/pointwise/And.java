package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// Whether both are true, broadcast.
///
/// Takes and gives bool.
public record And() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.and(y);
  }

  @Override
  public void check(Arguments args) {
    args.bools();
  }
}
