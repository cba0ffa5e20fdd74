package org.ashlar.gpu.engine;

/// Functions that the cards approximate (`.approx`), here within half a unit in the last place of
/// f32 or little more: better than every bound of the PTX manual.
final class Approximations {
  private static final double LN2 = Math.log(2);

  private Approximations() {}

  static double log2(double value) {
    if (value > 0 && value < Double.POSITIVE_INFINITY) {
      // Powers of two are exact.
      int exponent = Math.getExponent(value);
      double fraction = value / Math.scalb(1.0, exponent);
      if (fraction > 1.5) {
        fraction /= 2;
        exponent++;
      }
      return exponent + Math.log1p(fraction - 1) / LN2;
    }
    return Math.log(value);
  }

  static double exp2(double value) {
    if (Double.isNaN(value) || Math.abs(value) > 2000) {
      return Double.isNaN(value) ? value : value > 0 ? Double.POSITIVE_INFINITY : 0;
    }
    double whole = Math.rint(value);
    return Math.scalb(Math.exp((value - whole) * LN2), (int) whole);
  }
}
