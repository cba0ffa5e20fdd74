package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;

/// The argument itself.
///
/// Takes any dtype. Programs use it to give a value another name; rules remove it.
public record Identity() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x;
  }

  @Override
  public void check(Arguments args) {
    // any dtype
  }
}
