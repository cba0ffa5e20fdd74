package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;

/// Logical negation.
///
/// Takes and gives bool.
public record Not() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x.not();
  }

  @Override
  public void check(Arguments args) {
    args.bools();
  }
}
