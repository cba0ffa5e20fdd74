package org.ashlar.compiler;

import org.ashlar.ir.stage.Keep;

/// What a policy of keeping and recomputing does to a training step.
///
/// @param keep the policy that was taken; of {@link Keep.Bytes} the one that it chose
/// @param peakBytes the workspace of the step
/// @param allBytes the workspace of the step where everything is kept
/// @param keptBytes the values that the gradients find in memory
/// @param allKeptBytes those that they find where everything is kept
/// @param calls the calls that are made twice
/// @param operations the scalar operations that these take
public record MemoryReport(
    Keep keep,
    long peakBytes,
    long allBytes,
    long keptBytes,
    long allKeptBytes,
    long calls,
    double operations) {
  /// `keep root: workspace 262144 bytes instead of 1048576 (25 %), …`.
  @Override
  public String toString() {
    return "keep %s: workspace %d bytes instead of %d (%.0f %%); gradients find %d bytes of %d kept; %d calls (%.0f operations) twice"
        .formatted(
            keep,
            peakBytes,
            allBytes,
            allBytes == 0 ? 100.0 : 100.0 * peakBytes / allBytes,
            keptBytes,
            allKeptBytes,
            calls,
            operations);
  }
}
