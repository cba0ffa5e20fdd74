package org.ashlar.models.conform;

import java.util.Optional;

/// How far values are from those expected.
///
/// @param ulp the most units in the last place between two floats; not a number where there are
///   none
/// @param absolute the largest difference of two numbers; not a number where there are none
/// @param wrong what is beyond the tolerance, or of another type; empty where nothing is
record Difference(double ulp, double absolute, Optional<String> wrong) {
  static final Difference NONE = new Difference(Double.NaN, Double.NaN, Optional.empty());

  static Difference wrong(String what) {
    return new Difference(Double.NaN, Double.NaN, Optional.of(what));
  }

  /// Both together; the first that is wrong is told.
  Difference and(Difference other) {
    return new Difference(
        larger(ulp, other.ulp), larger(absolute, other.absolute), wrong.or(other::wrong));
  }

  /// The same, told of a place.
  Difference at(String place) {
    return new Difference(ulp, absolute, wrong.map(what -> place + ": " + what));
  }

  private static double larger(double a, double b) {
    return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
  }
}
