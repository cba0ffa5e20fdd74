package org.ashlar.ir;

import org.ashlar.ir.Expr.Binary;
import org.ashlar.ir.Expr.Cast;
import org.ashlar.ir.Expr.Const;
import org.ashlar.ir.Expr.Unary;

/// What an operation on constants gives, by {@link Scalar}.
final class Fold {
  private Fold() {}

  /// The constant, or the expression itself where an operand is none.
  static Expr of(Expr e) {
    return switch (e) {
      case Unary(var op, Const(var d, long x)) -> new Const(e.dtype(), Scalar.apply(op, d, x));
      case Binary(var op, Const(var d, long x), Const(_, long y)) ->
          new Const(e.dtype(), Scalar.apply(op, d, x, y));
      case Cast(var to, var mode, Const(var from, long x)) ->
          new Const(to, Scalar.cast(from, to, mode, x));
      default -> e;
    };
  }
}
