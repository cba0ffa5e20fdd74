package org.ashlar.gpu.timing;

import java.util.List;
import org.ashlar.gpu.profile.Occupancy;
import org.ashlar.simulation.event.Counters;
import org.ashlar.simulation.profile.Profile;

/// What a kernel takes on a card.
///
/// @param kernel its name
/// @param profile the card
/// @param cycles of the SM clock, from the begin of the first block to the last store
/// @param elapsedCycles with what a launch costs
/// @param simulated the share of the kernel's instructions that were run in detail
/// @param interval half the width of a 95 % interval around the cycles, as a share; 0 where all was
///   run
/// @param counters under Nsight Compute's names, scaled to the whole kernel
/// @param stalls cycles that warps waited, by reason, scaled
/// @param issuedAt how often each PTX instruction was issued, scaled
/// @param stalledAt cycles that warps waited for each PTX instruction, scaled
/// @param samples over time, of what was simulated
/// @param spans when blocks were on which multiprocessor
public record Timing(
    String kernel,
    Profile profile,
    Occupancy occupancy,
    double cycles,
    double elapsedCycles,
    double simulated,
    double interval,
    Counters counters,
    Counters stalls,
    double[] issuedAt,
    double[] stalledAt,
    List<Sample> samples,
    List<Span> spans) {
  /// What happened in a slice of time.
  public record Sample(long cycle, double instructions, double dramBytes, double warps) {}

  /// A block's stay.
  public record Span(int sm, long block, long start, long end) {}

  /// The time of the kernel itself, in seconds.
  public double seconds() {
    return cycles / (profile.number("clock.sm_MHz") * 1e6);
  }

  /// What its caller waits, in seconds.
  public double elapsedSeconds() {
    return elapsedCycles / (profile.number("clock.sm_MHz") * 1e6);
  }
}
