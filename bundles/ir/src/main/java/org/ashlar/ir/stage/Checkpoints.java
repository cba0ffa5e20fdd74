package org.ashlar.ir.stage;

/// Which states of a loop a gradient keeps: every k-th. Those between are computed again, segment
/// by segment, on the way back: memory for `n / k + k` states instead of `n`, for one more run of
/// the loop (Griewank and Walther 2000, with one level).
///
/// @param every k; 0: √n, for loops of 16 steps and more
public record Checkpoints(long every) {
  private static final long FEW = 16;

  /// Every √n-th state of longer loops.
  public static final Checkpoints ROOT = new Checkpoints(0);

  /// Every state: nothing is computed twice.
  public static final Checkpoints ALL = new Checkpoints(1);

  public Checkpoints {
    if (every < 0) {
      throw new IllegalArgumentException(
          "checkpoints: every k-th state is kept: k must be at least 1, or 0 for the root: "
              + every);
    }
  }

  /// `root`, `all`, or a number k.
  ///
  /// @throws IllegalArgumentException for anything else
  public static Checkpoints of(String text) {
    if (text.equals("root")) {
      return ROOT;
    }
    if (text.equals("all")) {
      return ALL;
    }
    if (text.matches("[1-9][0-9]{0,17}")) {
      return new Checkpoints(Long.parseLong(text));
    }
    throw new IllegalArgumentException(
        "checkpoints: must be root, all, or every how many steps a state is kept: " + text);
  }

  /// How many steps lie between two kept states in a loop of `steps` steps.
  public long every(long steps) {
    return every > 0 ? every : steps < FEW ? 1 : (long) Math.ceil(Math.sqrt(steps));
  }
}
