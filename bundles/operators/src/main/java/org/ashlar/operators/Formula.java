package org.ashlar.operators;

import java.util.function.UnaryOperator;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;

/// What the formulas of pointwise operators share: in which precision they are computed, and names
/// for parts that are used twice.
public final class Formula {
  private Formula() {}

  /// A formula of a float, computed in its accumulator (`f32` for narrow ones) and rounded once.
  public static Expr of(Expr x, UnaryOperator<Expr> formula) {
    return formula.apply(x.cast(x.dtype().accumulator())).cast(x.dtype());
  }

  /// A formula of a float, computed in `f64` and rounded once.
  public static Expr exact(Expr x, UnaryOperator<Expr> formula) {
    return formula.apply(x.cast(DType.F64)).cast(x.dtype());
  }

  /// The body over a name for the value, which is computed at most once.
  public static Expr let(String name, Expr value, UnaryOperator<Expr> body) {
    var local = new Expr.Local(name, value.dtype());
    return new Expr.Let(local, value, body.apply(local));
  }

  /// `c₀ + x · (c₁ + x · (c₂ + …))`.
  public static Expr polynomial(Expr x, double... coefficients) {
    Expr sum = Expr.of(x.dtype(), coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = sum.times(x).plus(coefficients[i]);
    }
    return sum;
  }

  /// The magnitude with the sign of `x`; a zero `x` counts as positive.
  public static Expr signed(Expr magnitude, Expr x) {
    return isNegative(x).select(magnitude.negate(), magnitude);
  }

  public static Expr isNegative(Expr x) {
    return x.lt(Expr.of(x.dtype(), 0));
  }

  public static Expr isNan(Expr x) {
    return new Expr.Unary(Op1.IS_NAN, x);
  }

  public static Expr expm1(Expr x) {
    return new Expr.Unary(Op1.EXPM1, x);
  }

  public static Expr log1p(Expr x) {
    return new Expr.Unary(Op1.LOG1P, x);
  }

  public static Expr floor(Expr x) {
    return new Expr.Unary(Op1.FLOOR, x);
  }

  public static Expr round(Expr x) {
    return new Expr.Unary(Op1.ROUND, x);
  }
}
