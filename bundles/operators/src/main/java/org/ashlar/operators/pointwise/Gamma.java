package org.ashlar.operators.pointwise;

import java.util.function.UnaryOperator;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;

/// The series behind the gamma family: Stirling's for arguments of 8 and more (Abramowitz and
/// Stegun 6.1.41, 6.3.18), to which the recurrence leads the others, and near its zeros one of
/// powers.
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

  /// `log Γ(x) / ((x - 1) (x - 2))` by powers of `x - 2`, from 1 to 3; interpolated with 60 digits.
  private static final double[] NEAR = {
    0.42278433509846713,
    -0.1003173016743539,
    0.032965000621155816,
    -0.012384192193374183,
    0.004998641164698706,
    -0.0021081308338353785,
    0.0009153769221939477,
    -0.0004057073998333553,
    0.00018255264018626728,
    -8.309510094797398e-05,
    3.8168877217049974e-05,
    -1.7661849545809686e-05,
    8.22227252824938e-06,
    -3.8465374565754054e-06,
    1.8077244952477939e-06,
    -8.554195306752008e-07,
    4.0491176292722286e-07,
    -1.8624721164419038e-07,
    8.858800462314761e-08,
    -5.1889381335192836e-08,
    2.4876913129422816e-08,
    -9.172949166290702e-10,
    3.821541398410965e-10,
    -8.87711600370437e-09,
    4.305220610785349e-09,
    2.444386936885692e-09,
    -1.1901740908188623e-09,
    -8.152852870624974e-10,
    3.9592899392841773e-10
  };

  private static final int SHIFT = 8;

  private Gamma() {}

  /// `log Γ(x)` of positive numbers, in f64.
  static Expr log(Expr x) {
    var far = shifted(x, Gamma::stirling, y -> product(y).log());
    return x.lt(Expr.of(DType.F64, 3)).select(near(x), far);
  }

  /// Below 3, with the zeros at 1 and 2 as factors; below 1 one step further, less `log x`.
  private static Expr near(Expr x) {
    var small = x.lt(Expr.of(DType.F64, 1));
    var value =
        Formula.let(
            "t",
            small.select(x.plus(1), x),
            t -> t.minus(1).times(t.minus(2)).times(Formula.polynomial(t.minus(2), NEAR)));
    return value.minus(small.select(x.log(), Expr.of(DType.F64, 0)));
  }

  /// `Γ'(x) / Γ(x)` of positive numbers, in f64.
  static Expr slope(Expr x) {
    return shifted(x, Gamma::slopeSeries, Gamma::reciprocals);
  }

  /// `series(x)`, below 8 `series(x + 8) - steps(x)`.
  private static Expr shifted(Expr x, UnaryOperator<Expr> series, UnaryOperator<Expr> steps) {
    var small = x.lt(Expr.of(DType.F64, SHIFT));
    var far = Formula.let("y", small.select(x.plus(SHIFT), x), series);
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
