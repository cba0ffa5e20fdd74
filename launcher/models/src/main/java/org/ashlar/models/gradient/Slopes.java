package org.ashlar.models.gradient;

import java.util.List;

/// How outputs grow along a line through the inputs, by differences: values at `x + k · h · u` for
/// k from -2 to 2.
///
/// @param at the values, five arrays: k = -2, -1, 0, 1, 2
/// @param step h
record Slopes(List<double[]> at, double step) {
  /// How many digits a value computed in f64 is taken to have.
  private static final double ROUNDING = 1e-13;

  /// Jumps below this part of a value are none.
  private static final double JUMP = 1e-9;

  /// The fourth-order central difference (Abramowitz and Stegun, 25.3.6).
  double slope(int i) {
    return (8 * (at(1, i) - at(-1, i)) - (at(2, i) - at(-2, i))) / (12 * step);
  }

  /// What the slope may be off by: the rounding of the values, and what the step leaves.
  double blur(int i) {
    double wide = (at(2, i) - at(-2, i)) / (4 * step);
    double narrow = (at(1, i) - at(-1, i)) / (2 * step);
    return ROUNDING * (1 + size(i)) / step + Math.abs(wide - narrow);
  }

  /// Whether there is no kink and no jump between the points: second differences grow with the
  /// square of the step, and third ones are small beside first ones.
  boolean isSmooth(int i) {
    double narrow = at(1, i) - 2 * at(0, i) + at(-1, i);
    double wide = at(2, i) - 2 * at(0, i) + at(-2, i);
    double third = at(2, i) - 2 * at(1, i) + 2 * at(-1, i) - at(-2, i);
    double noise = 20 * ROUNDING * (1 + size(i));
    return Double.isFinite(narrow + wide)
        && Math.abs(wide - 4 * narrow) <= 0.05 * Math.abs(wide) + noise
        && Math.abs(third) <= 0.05 * Math.abs(at(1, i) - at(-1, i)) + JUMP * (1 + size(i));
  }

  int count() {
    return at.getFirst().length;
  }

  private double size(int i) {
    return at.stream().mapToDouble(values -> Math.abs(values[i])).max().orElse(0);
  }

  private double at(int k, int i) {
    return at.get(k + 2)[i];
  }
}
