package org.ashlar.operators.pointwise;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;

/// The numbers in another dtype. `saturate` clamps what the target cannot hold; otherwise integers
/// wrap, and floats round to nearest even and overflow to infinity.
public record Cast(DType to, boolean saturate) implements PointwiseOperator {
  public Cast() {
    this(DType.F32, false);
  }

  public Cast(DType to) {
    this(to, false);
  }

  @Override
  public void check(Arguments args) {
    args.require(
        isCastable(args.dtype(0)) && isCastable(to), "takes and gives numbers or bool, not " + to);
  }

  @Override
  public Expr body(Expr x) {
    return saturate ? new Expr.Cast(to, Expr.Mode.SATURATE, x) : x.cast(to);
  }

  private static boolean isCastable(DType dtype) {
    return Arguments.isNumber(dtype) || dtype == DType.BOOL;
  }
}
