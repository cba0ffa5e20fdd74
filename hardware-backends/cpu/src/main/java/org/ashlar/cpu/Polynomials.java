package org.ashlar.cpu;

import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Real;

/// The functions of scalar code, f32 and f64, within 4 ulp. The f32 ones take the same steps as
/// {@link VectorMath}, so a number does not depend on whether it was computed in a vector.
///
/// Coefficients of exp, log and tanh: Cephes single precision (S. Moshier); of erf: N. Juffa's
/// single-precision erf.
@SuppressWarnings("FloatingPointLiteralPrecision") // the digits of the sources
final class Polynomials {
  static final float LIMIT = 105; // beyond, exp is 0 or infinite
  static final float FAR = 17; // beyond, the 1 of e^x - 1 is at most a unit in the last place
  static final float LOG2_E = 1.44269504f;
  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;
  static final float SHIFTER = 12582912f; // 1.5 · 2^23: adding it rounds to a whole number
  static final int ROOT_HALF = 0x3f3504f3;

  private static final Op1[] OPS1 = Op1.values();
  private static final Op2[] OPS2 = Op2.values();

  private Polynomials() {}

  static float exp(float x) {
    if (Float.isNaN(x)) {
      return x;
    }
    float c = Math.max(-LIMIT, Math.min(LIMIT, x));
    float t = Math.fma(c, LOG2_E, SHIFTER);
    float n = t - SHIFTER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, c));
    float p = Math.fma(1.9875691500e-4f, r, 1.3981999507e-3f);
    p = Math.fma(p, r, 8.3334519073e-3f);
    p = Math.fma(p, r, 4.1665795894e-2f);
    p = Math.fma(p, r, 1.6666665459e-1f);
    p = Math.fma(p, r, 5.0000001201e-1f);
    p = Math.fma(p, r * r, r) + 1;
    int e = Float.floatToRawIntBits(t) - Float.floatToRawIntBits(SHIFTER);
    int half = e >> 1;
    return p * power(half) * power(e - half);
  }

  /// `2ⁿ · (e^r - 1) + (2ⁿ - 1)`, the polynomial without its 1; far from 0 that 1 matters little.
  static float expm1(float x) {
    if (!(Math.abs(x) < FAR)) {
      return Math.copySign(exp(x) - 1, x);
    }
    float t = Math.fma(x, LOG2_E, SHIFTER);
    float n = t - SHIFTER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float p = Math.fma(1.9875691500e-4f, r, 1.3981999507e-3f);
    p = Math.fma(p, r, 8.3334519073e-3f);
    p = Math.fma(p, r, 4.1665795894e-2f);
    p = Math.fma(p, r, 1.6666665459e-1f);
    p = Math.fma(p, r, 5.0000001201e-1f);
    p = Math.fma(p, r * r, r);
    float scale = power(Float.floatToRawIntBits(t) - Float.floatToRawIntBits(SHIFTER));
    return Math.copySign(Math.fma(p, scale, scale - 1), x);
  }

  /// `log u · x / (u - 1)` with `u = 1 + x` as it was rounded, whose error the quotient takes back
  /// (Kahan, as in Goldberg 1991, theorem 4).
  static float log1p(float x) {
    float u = 1 + x;
    return u == 1 || x == Float.POSITIVE_INFINITY ? x : log(u) * (x / (u - 1));
  }

  private static float power(int e) {
    return Float.intBitsToFloat(e + 127 << 23);
  }

  static float log(float x) {
    if (!(x > 0) || x == Float.POSITIVE_INFINITY) {
      return x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
    }
    boolean tiny = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(tiny ? x * 0x1p23f : x);
    int shift = bits - ROOT_HALF >> 23;
    float e = shift - (tiny ? 23 : 0);
    float f = Float.intBitsToFloat(bits - (shift << 23)) - 1;
    float z = f * f;
    float y = Math.fma(7.0376836292e-2f, f, -1.1514610310e-1f);
    y = Math.fma(y, f, 1.1676998740e-1f);
    y = Math.fma(y, f, -1.2420140846e-1f);
    y = Math.fma(y, f, 1.4249322787e-1f);
    y = Math.fma(y, f, -1.6668057665e-1f);
    y = Math.fma(y, f, 2.0000714765e-1f);
    y = Math.fma(y, f, -2.4999993993e-1f);
    y = Math.fma(y, f, 3.3333331174e-1f);
    y = y * f * z;
    y = Math.fma(e, LN2_LOW, y);
    y = Math.fma(-0.5f, z, y);
    return Math.fma(e, LN2_HIGH, f + y);
  }

  static float tanh(float x) {
    float a = Math.abs(x);
    if (a < 0.625f) {
      float z = x * x;
      float p = Math.fma(-5.70498872745e-3f, z, 2.06390887954e-2f);
      p = Math.fma(p, z, -5.37397155531e-2f);
      p = Math.fma(p, z, 1.33314422036e-1f);
      p = Math.fma(p, z, -3.33332819422e-1f);
      return Math.copySign(Math.fma(p * z, a, a), x);
    }
    return Math.copySign(1 - 2 / (exp(a + a) + 1), x);
  }

  static float erf(float x) {
    float t = Math.abs(x);
    float s = x * x;
    if (t > 0.927734375f) {
      float r = Math.fma(-1.72853470e-5f, t, 3.83197126e-4f);
      float u = Math.fma(-3.88396438e-3f, t, 2.42546219e-2f);
      r = Math.fma(r, s, u);
      r = Math.fma(r, t, -1.06777877e-1f);
      r = Math.fma(r, t, -6.34846687e-1f);
      r = Math.fma(r, t, -1.28717512e-1f);
      r = Math.fma(r, t, -t);
      return Math.copySign(1 - exp(r), x);
    }
    float r = Math.fma(-5.96761703e-4f, s, 4.99119423e-3f);
    r = Math.fma(r, s, -2.67681349e-2f);
    r = Math.fma(r, s, 1.12819925e-1f);
    r = Math.fma(r, s, -3.76125336e-1f);
    r = Math.fma(r, s, 1.28379166e-1f);
    return Math.fma(r, x, x);
  }

  /// The operation with this number in f64.
  static double apply(double x, int op) {
    return switch (OPS1[op]) {
      case EXP -> Math.exp(x);
      case EXPM1 -> Math.expm1(x);
      case LOG -> Math.log(x);
      case LOG1P -> Math.log1p(x);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case TANH -> Math.tanh(x);
      case NEG, NOT, ABS, FLOOR, CEIL, ROUND, TRUNC, SQRT, ERF, IS_NAN -> Real.apply(OPS1[op], x);
    };
  }

  /// The operation in f32: a polynomial where there is one, else f64 rounded.
  static float apply(float x, int op) {
    return switch (OPS1[op]) {
      case EXP -> exp(x);
      case EXPM1 -> expm1(x);
      case LOG -> log(x);
      case LOG1P -> log1p(x);
      case TANH -> tanh(x);
      case ERF -> erf(x);
      default -> (float) apply((double) x, op);
    };
  }

  static double apply(double x, double y, int op) {
    return OPS2[op] == Op2.POW && !(x == 1 || x == -1)
        ? Math.pow(x, y)
        : Real.apply(OPS2[op], x, y);
  }

  /// FLOORDIV is FLOOR of the rounded quotient; everything else is f64 rounded.
  static float apply(float x, float y, int op) {
    return OPS2[op] == Op2.FLOORDIV
        ? (float) Math.floor(x / y)
        : (float) apply((double) x, (double) y, op);
  }
}
