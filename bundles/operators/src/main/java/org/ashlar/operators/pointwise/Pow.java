package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The power `x^y`, broadcast.
///
/// Takes floats. The derivative by `y` is 0 where `x` is not positive: there the power is no smooth
/// function of `y`.
public record Pow() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.pow(y);
  }

  @Override
  public void check(Arguments args) {
    args.sameDtypes().floats();
  }
}
