package org.ashlar.ir;

/// Arithmetic of floats in f64: what {@link Scalar} rounds to a dtype, and what generated code may
/// call.
///
/// The elementary functions are those of {@link StrictMath}, so they give the same bits on every
/// machine.
public final class Real {
  private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;
  private static final double[] SERIES = coefficients();

  private Real() {}

  /// `op(x)` for every operation with a float result.
  public static double apply(Op1 op, double x) {
    return switch (op) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
      case SQRT -> Math.sqrt(x);
      case EXP -> StrictMath.exp(x);
      case EXPM1 -> StrictMath.expm1(x);
      case LOG -> StrictMath.log(x);
      case LOG1P -> StrictMath.log1p(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TAN -> StrictMath.tan(x);
      case ASIN -> StrictMath.asin(x);
      case ACOS -> StrictMath.acos(x);
      case ATAN -> StrictMath.atan(x);
      case TANH -> StrictMath.tanh(x);
      case ERF -> erf(x);
      case NOT, IS_NAN -> throw new IllegalArgumentException(op + ": has no float result");
    };
  }

  /// `op(x, y)` for every operation with a float result; FLOORDIV is FLOOR of DIV.
  public static double apply(Op2 op, double x, double y) {
    return switch (op) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case REM -> x % y;
      case FLOORDIV -> Math.floor(x / y);
      case FLOORMOD -> floorMod(x, y);
      case POW -> pow(x, y);
      case ATAN2 -> StrictMath.atan2(x, y);
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case SET -> y;
      case AND, OR, XOR, SHL, SHR, EQ, NE, LT, LE ->
          throw new IllegalArgumentException(op + ": has no float result");
    };
  }

  /// The remainder with the divisor's sign.
  public static double floorMod(double x, double y) {
    double remainder = x % y;
    return remainder != 0 && remainder < 0 != y < 0 ? remainder + y : remainder;
  }

  /// IEEE 754-2019, 9.2.1: 1 to any power and -1 to an infinite one are 1, NaN or not (Java gives
  /// NaN).
  public static double pow(double x, double y) {
    return x == 1 || x == -1 && Double.isInfinite(y) ? 1 : StrictMath.pow(x, y);
  }

  /// The error function, 2/√π ∫₀ˣ exp(-t²) dt; within one unit in the last place.
  ///
  /// Below 1 the series of Abramowitz and Stegun 7.1.5; above the continued fraction 7.1.14 of the
  /// complement, taken from its end; beyond 6 it is 1 in f64.
  public static double erf(double x) {
    double magnitude = Math.abs(x);
    if (!(magnitude < 6)) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    return magnitude < 1 ? x + x * series(x * x) : Math.copySign(1 - complement(magnitude), x);
  }

  /// Σ 2/√π (-1)ⁿ sⁿ / (n! (2n+1)) - 1: what x must be multiplied by, less the 1, which is added
  /// without a rounding.
  private static double series(double square) {
    double sum = 0;
    for (int n = SERIES.length - 1; n > 0; n--) {
      sum = (sum + SERIES[n]) * square;
    }
    return sum + SERIES[0];
  }

  private static double[] coefficients() {
    var coefficients = new double[21];
    coefficients[0] = 0.1283791670955126;
    double factorial = 1;
    for (int n = 1; n < coefficients.length; n++) {
      factorial *= -n;
      coefficients[n] = TWO_OVER_ROOT_PI / (factorial * (2 * n + 1));
    }
    return coefficients;
  }

  /// exp(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))).
  private static double complement(double x) {
    double denominator = x;
    for (int n = x < 2 ? 180 : 60; n > 0; n--) {
      denominator = x + n * 0.5 / denominator;
    }
    return StrictMath.exp(-x * x) * (TWO_OVER_ROOT_PI / 2) / denominator;
  }
}
