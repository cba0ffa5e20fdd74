package org.ashlar.operators.memory;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;

/// The argument itself under a name: `y = x`.
///
/// Takes any dtype. A recompute policy may say that of a network only values of these names are
/// kept for the gradient.
public record Named(String label) implements PointwiseOperator {
  public Named() {
    this("kept");
  }

  @Override
  public Expr body(Expr x) {
    return x;
  }

  @Override
  public void check(Arguments args) {
    // any dtype
  }
}
