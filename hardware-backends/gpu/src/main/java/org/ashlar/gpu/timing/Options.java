package org.ashlar.gpu.timing;

/// How much of a kernel is run in detail.
///
/// @param threads of the host; the answer is the same for any number
/// @param budget warp instructions at most; beyond, the rest of the kernel is extrapolated
/// @param part the share of the chip that is simulated, with its share of the blocks: 1 for all of
///   it
/// @param warm whether the L2 holds what the kernel's arguments point to, as after a kernel that
///   wrote it
/// @param samples whether to keep samples over time for a trace
public record Options(int threads, long budget, double part, boolean warm, boolean samples) {
  public static final Options DETAILED = new Options(1, Long.MAX_VALUE, 1, false, false);

  /// All of a small kernel, and a sample of a large one.
  public static final Options SAMPLED = new Options(1, 2_000_000, 0, false, false);

  public Options withSamples() {
    return new Options(threads, budget, part, warm, true);
  }

  public Options withWarm(boolean is) {
    return new Options(threads, budget, part, is, samples);
  }

  public Options withThreads(int count) {
    return new Options(count, budget, part, warm, samples);
  }

  public Options withBudget(long most) {
    return new Options(threads, most, part, warm, samples);
  }

  public Options withPart(double share) {
    return new Options(threads, budget, share, warm, samples);
  }
}
