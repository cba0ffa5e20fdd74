package org.ashlar.models.bench.measure;

/// How long and how often things are measured, all in nanoseconds.
///
/// @param slice of one side's runs, timed together
/// @param slices of each side in a round
/// @param rounds at most, and at least
/// @param budget for the rounds of a row
/// @param warm the longest that warming up may take
/// @param loads how often a model is loaded again, to time that
public record Pace(
    long slice, int slices, int rounds, int least, long budget, long warm, int loads) {
  private static final long MS = 1_000_000;

  /// For figures that are published.
  public static final Pace FULL = new Pace(4 * MS, 3, 15, 7, 12_000 * MS, 10_000 * MS, 2);

  /// For the loop of who works on kernels.
  public static final Pace QUICK = new Pace(3 * MS, 3, 7, 3, 1_500 * MS, 3_000 * MS, 0);

  /// For tests of the measuring itself.
  public static final Pace ONCE = new Pace(MS / 10, 1, 3, 2, 50 * MS, 20 * MS, 0);
}
