package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The angle of the point `(y, x)`, from -π to π, broadcast: the one whose tangent is `y / x`. The
/// first argument is `y`.
///
/// Takes floats of one dtype. Derivative: `x / (x² + y²)` by `y`, `-y / (x² + y²)` by `x`.
public record Atan2() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr y, Expr x) {
    return new Expr.Binary(Op2.ATAN2, y, x);
  }

  @Override
  public void check(Arguments args) {
    args.sameDtypes().floats();
  }
}
