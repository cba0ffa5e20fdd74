package org.ashlar.testkit;

import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Evaluator.Result;

/// When two results count as the same (`semantics.md`, reference and tolerance): floats within `(n
/// + 8) · u · Σ|terms|` or one unit in the last place, everything else exactly.
final class Closeness {
  private Closeness() {}

  /// Compares what a device computed with the reference.
  ///
  /// @param what what is compared, for the message
  /// @return how many elements were compared
  static long require(String what, Result reference, TensorData given) {
    return require(what, reference, given, tolerances(reference));
  }

  /// Compares two results of the reference, of two programs that must mean the same.
  static long require(String what, Result reference, Result given) {
    var tolerances = tolerances(reference);
    var others = tolerances(given);
    for (int i = 0; i < tolerances.length; i++) {
      tolerances[i] += others[i];
    }
    return require(what, reference, given.data(), tolerances);
  }

  private static double[] tolerances(Result reference) {
    double unit = reference.data().dtype() == DType.F64 ? 0x1p-53 : 0x1p-24;
    var tolerances = new double[reference.magnitude().length];
    for (int i = 0; i < tolerances.length; i++) {
      tolerances[i] = (reference.terms() + 8) * unit * reference.magnitude()[i];
    }
    return tolerances;
  }

  private static long require(
      String what, Result reference, TensorData given, double[] tolerances) {
    var expected = reference.data();
    if (!given.type().equals(expected.type())) {
      throw Laws.broken(what + ": is " + given + ", the reference " + expected);
    }
    for (int i = 0; i < expected.elements(); i++) {
      double tolerance = tolerances.length == 0 ? 0 : tolerances[i];
      if (!isClose(expected.dtype(), expected.bits(i), given.bits(i), tolerance)) {
        throw Laws.broken(
            what
                + ": element "
                + i
                + " is "
                + given.get(i)
                + ", the reference "
                + expected.get(i)
                + ", tolerance "
                + tolerance);
      }
    }
    return expected.elements();
  }

  /// Whether two numbers, as bits, are the same within a tolerance. Zeros are equal, so are NaNs.
  static boolean isClose(DType dtype, long expected, long given, double tolerance) {
    if (expected == given) {
      return true;
    }
    if (!dtype.isFloat()) {
      return false;
    }
    double x = Codec.decode(dtype, expected);
    double y = Codec.decode(dtype, given);
    // a tolerance without end: the reference is where the function jumps or leaves its domain
    return x == y
        || Double.isNaN(x) && Double.isNaN(y)
        || Math.abs(x - y) <= tolerance
        || Double.isNaN(tolerance)
        || tolerance == Double.POSITIVE_INFINITY
        || tolerance > 0 && Math.abs(ordinal(dtype, expected) - ordinal(dtype, given)) <= 1;
  }

  /// The distance of two floats in units in the last place.
  static long distance(DType dtype, long x, long y) {
    return Math.abs(ordinal(dtype, x) - ordinal(dtype, y));
  }

  /// The number of a float in the order of all floats of its dtype.
  private static long ordinal(DType dtype, long bits) {
    long sign = dtype == DType.F8E8M0 ? 0 : 1L << dtype.bits() - 1;
    return (bits & sign) == 0 ? bits : -(bits & ~sign);
  }
}
