package org.ashlar.autodiff;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;

/// The table of derivatives of the scalar operations.
final class Slopes {
  private Slopes() {}

  /// The derivative at `x`, where the operation gives `y`; 0 for steps.
  static Expr of(Op1 op, Expr x, Expr y) {
    return switch (op) {
      case NEG -> number(x, -1);
      case ABS -> x.lt(number(x, 0)).select(number(x, -1), number(x, 0).lt(x).select(number(x, 1), number(x, 0)));
      case SQRT -> number(x, 0.5).over(y);
      case EXP -> y;
      case EXPM1 -> y.plus(1);
      case LOG -> number(x, 1).over(x);
      case LOG1P -> number(x, 1).over(x.plus(1));
      case SIN -> x.cos();
      case COS -> x.sin().negate();
      case TAN -> y.times(y).plus(1);
      case ASIN -> number(x, 1).over(number(x, 1).minus(x.times(x)).sqrt());
      case ACOS -> number(x, -1).over(number(x, 1).minus(x.times(x)).sqrt());
      case ATAN -> number(x, 1).over(x.times(x).plus(1));
      case TANH -> number(x, 1).minus(y.times(y));
      case ERF -> x.times(x).negate().exp().times(2 / Math.sqrt(Math.PI));
      case FLOOR, CEIL, ROUND, TRUNC, NOT, IS_NAN -> number(x, 0);
    };
  }

  static Expr number(Expr like, double value) {
    return Expr.of(like.dtype() == DType.BOOL ? DType.F32 : like.dtype(), value);
  }
}
