package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// Whether one is true, broadcast.
///
/// Takes and gives bool.
public record Or() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.or(y);
  }

  @Override
  public void check(Arguments args) {
    args.bools();
  }
}
