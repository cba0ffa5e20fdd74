package org.ashlar.models.bench.suite;

import org.ashlar.ir.stage.Precision;

/// How far a float may be from the peer's `x`: `absolute + relative · |x| + scaled · max |x|`.
/// Whole numbers may be apart by `steps`.
///
/// @param scaled a part of the largest number of the tensor: sums of many terms cancel
public record Closeness(double relative, double absolute, double scaled, long steps) {
  /// For f32: sums in another order, polynomials of another degree.
  public static final Closeness FLOATS = new Closeness(1e-3, 1e-6, 1e-4, 0);

  /// For models with 8-bit numbers: a number between two steps goes to either.
  public static final Closeness BYTES = new Closeness(1e-2, 1e-6, 0.1, 2);

  /// For gradients of deep networks, taken from the change of a parameter.
  public static final Closeness GRADIENTS = new Closeness(1e-3, 1e-6, 1e-2, 0);

  /// What fewer bits may add: beyond that an answer is wrong, not short.
  public Closeness in(Precision precision) {
    double allowed =
        switch (precision) {
          case F32 -> 0;
          case BF16, F16 -> 0.05;
          case INT8 -> 0.25;
        };
    return new Closeness(relative, absolute, scaled + allowed, steps);
  }

  /// Both allowances.
  public Closeness or(double moreRelative, double moreAbsolute) {
    return new Closeness(
        Math.max(relative, moreRelative), Math.max(absolute, moreAbsolute), scaled, steps);
  }
}
