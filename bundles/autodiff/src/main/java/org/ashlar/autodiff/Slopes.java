package org.ashlar.autodiff;

import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;

/// The table of derivatives of the scalar operations of one operand.
final class Slopes {
  private Slopes() {}

  /// How fast the operation grows at `x`, where it gives `y`, as `x` grows by `dx`; empty for
  /// steps, which do not.
  static Optional<Expr> of(Op1 op, Expr x, Expr y, Expr dx) {
    return switch (op) {
      case NEG -> Optional.of(dx.negate());
      case ABS -> Optional.of(x.lt(zero(x)).select(dx.negate(), zero(x).lt(x).select(dx, zero(x))));
      case SQRT -> Optional.of(dx.over(y.times(2)));
      case EXP -> Optional.of(dx.times(y));
      case EXPM1 -> Optional.of(dx.times(y.plus(1)));
      case LOG -> Optional.of(dx.over(x));
      case LOG1P -> Optional.of(dx.over(x.plus(1)));
      case SIN -> Optional.of(dx.times(x.cos()));
      case COS -> Optional.of(dx.times(x.sin().negate()));
      case TAN -> Optional.of(dx.times(y.times(y).plus(1)));
      case ASIN -> Optional.of(dx.over(cosine(x)));
      case ACOS -> Optional.of(dx.negate().over(cosine(x)));
      case ATAN -> Optional.of(dx.over(x.times(x).plus(1)));
      case TANH -> Optional.of(dx.times(Expr.of(x.dtype(), 1).minus(y.times(y))));
      case ERF -> Optional.of(dx.times(x.times(x).negate().exp().times(2 / Math.sqrt(Math.PI))));
      case FLOOR, CEIL, ROUND, TRUNC, NOT, IS_NAN -> Optional.empty();
    };
  }

  /// The cosine of the angle whose sine is x.
  private static Expr cosine(Expr x) {
    return Expr.of(x.dtype(), 1).minus(x.times(x)).sqrt();
  }

  private static Expr zero(Expr x) {
    return Expr.of(x.dtype(), 0);
  }
}
