package org.ashlar.operators;

import org.ashlar.ir.Expr;

/// The power `x^y`, broadcast.
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
