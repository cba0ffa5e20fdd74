package org.ashlar.gpu.emit;

import java.util.function.DoubleUnaryOperator;

/// Coefficients of a function's interpolation at Chebyshev's points of an interval.
final class Chebyshev {
  private Chebyshev() {}

  static double[] of(DoubleUnaryOperator function, double from, double to, int terms) {
    var values = new double[terms];
    for (int i = 0; i < terms; i++) {
      double u = cosine(2L * i + 1, terms);
      values[i] = function.applyAsDouble((from + to) / 2 + u * (to - from) / 2);
    }
    var c = new double[terms];
    for (int k = 0; k < terms; k++) {
      for (int i = 0; i < terms; i++) {
        c[k] += values[i] * cosine(k * (2L * i + 1), terms);
      }
      c[k] *= (k == 0 ? 1.0 : 2.0) / terms;
    }
    return c;
  }

  /// The cosine of `number · π / (2 · terms)`, reduced before it is rounded.
  private static double cosine(long number, int terms) {
    return StrictMath.cos(Math.PI * (number % (4L * terms)) / (2.0 * terms));
  }
}
