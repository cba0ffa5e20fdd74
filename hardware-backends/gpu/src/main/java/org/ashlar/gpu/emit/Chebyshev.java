package org.ashlar.gpu.emit;

import java.util.function.DoubleUnaryOperator;

/// Coefficients of a function's interpolation at Chebyshev's points of an interval.
final class Chebyshev {
  private Chebyshev() {}

  static double[] of(DoubleUnaryOperator function, double from, double to, int terms) {
    var values = new double[terms];
    for (int i = 0; i < terms; i++) {
      double u = StrictMath.cos(Math.PI * (i + 0.5) / terms);
      values[i] = function.applyAsDouble((from + to) / 2 + u * (to - from) / 2);
    }
    var c = new double[terms];
    for (int k = 0; k < terms; k++) {
      for (int i = 0; i < terms; i++) {
        c[k] += values[i] * StrictMath.cos(Math.PI * k * (i + 0.5) / terms);
      }
      c[k] *= (k == 0 ? 1.0 : 2.0) / terms;
    }
    return c;
  }
}
