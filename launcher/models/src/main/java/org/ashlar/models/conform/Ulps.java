package org.ashlar.models.conform;

import org.ashlar.ir.DType;

/// Distances between floats, counted in floats of their kind.
final class Ulps {
  private Ulps() {}

  /// How many floats lie from one to the other: 0 for equal ones, 1 for neighbours.
  static double between(DType dtype, long a, long b) {
    return Math.abs((double) place(dtype, a) - (double) place(dtype, b));
  }

  /// Bits in the order of the numbers that they mean: sign and magnitude become two's complement.
  /// The kind of scales, which has no sign, is in order as it is.
  private static long place(DType dtype, long bits) {
    if (dtype == DType.F8E8M0) {
      return bits;
    }
    long sign = 1L << (dtype.bits() - 1);
    long magnitude = bits & (sign - 1);
    return (bits & sign) != 0 ? -magnitude : magnitude;
  }
}
