package org.ashlar.operators.pointwise;

import java.util.function.UnaryOperator;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;

/// The series behind the gamma family: Stirling's for arguments of 8 and more (Abramowitz and Stegun
/// 6.1.41, 6.3.18), to which the recurrence leads the others.
final class Gamma {
  /// `B₂ₖ / (2k (2k - 1))`: the coefficients of `x^(1 - 2k)` in log Γ.
  private static final double[] STIRLING = {
    1 / 12.0,
    -1 / 360.0,
    1 / 1260.0,
    -1 / 1680.0,
    1 / 1188.0,
    -691 / 360360.0,
    1 / 156.0,
    -3617 / 122400.0,
    43867 / 244188.0
  };

  private static final int SHIFT = 8;

  private Gamma() {}

  /// `log Γ(x)` of positive numbers, in f64.
  static Expr log(Expr x) {
    return shifted(x, Gamma::stirling, y -> product(y).log());
  }

  /// `Γ'(x) / Γ(x)` of positive numbers, in f64.
  static Expr slope(Expr x) {
    return shifted(x, Gamma::slopeSeries, Gamma::reciprocals);
  }

  /// `series(x)`, below 8 `series(x + 8) - steps(x)`.
  private static Expr shifted(Expr x, UnaryOperator<Expr> series, UnaryOperator<Expr> steps) {
    var small = x.lt(Expr.of(DType.F64, SHIFT));
    var far =
        Formula.let("y", small.select(x.plus(SHIFT), x), series);
    return far.minus(small.select(steps.apply(x), Expr.of(DType.F64, 0)));
  }

  private static Expr stirling(Expr y) {
    var constant = (Math.log(2 * Math.PI) - 1) / 2;
    var head = y.minus(0.5).times(y.log().minus(1)).plus(constant);
    return head.plus(inSquares(y, STIRLING).over(y));
  }

  /// The derivative of {@link #stirling}, term by term.
  private static Expr slopeSeries(Expr y) {
    var terms = new double[STIRLING.length];
    for (int k = 0; k < terms.length; k++) {
      terms[k] = STIRLING[k] * (2 * k + 1);
    }
    var head = y.log().minus(Expr.of(DType.F64, 0.5).over(y));
    return head.minus(inSquares(y, terms).over(y.times(y)));
  }

  /// A polynomial in `1 / y²`.
  private static Expr inSquares(Expr y, double[] coefficients) {
    return Formula.let(
        "square", Expr.of(DType.F64, 1).over(y.times(y)), s -> Formula.polynomial(s, coefficients));
  }

  /// `x (x + 1) … (x + 7)`.
  private static Expr product(Expr x) {
    var product = x;
    for (int k = 1; k < SHIFT; k++) {
      product = product.times(x.plus(k));
    }
    return product;
  }

  /// `1/x + 1/(x + 1) + … + 1/(x + 7)`.
  private static Expr reciprocals(Expr x) {
    var one = Expr.of(DType.F64, 1);
    var sum = one.over(x.plus(SHIFT - 1));
    for (int k = SHIFT - 2; k > 0; k--) {
      sum = sum.plus(one.over(x.plus(k)));
    }
    return sum.plus(one.over(x));
  }

  /// `π · (x - round x)`: sine and tangent of it are, but for signs, those of `π x`.
  static Expr angle(Expr x) {
    return x.minus(Formula.round(x)).times(Math.PI);
  }

  /// Whether x is a whole number, or infinite.
  static Expr isWhole(Expr x) {
    return Formula.floor(x).eq(x);
  }
}
