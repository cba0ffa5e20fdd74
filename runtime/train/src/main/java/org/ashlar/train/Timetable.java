package org.ashlar.train;

import java.util.Optional;
import org.ashlar.train.checkpoint.Checkpoints;

/// When a course does what.
///
/// @param passes over the data
/// @param seed of the order of the samples
/// @param every steps between two checkpoints, besides those at the end of each pass; 0: none
/// @param checkpoints where they are kept; empty: nowhere
/// @param stopping when it ends before the last pass
public record Timetable(
    int passes,
    long seed,
    long every,
    Optional<Checkpoints> checkpoints,
    Optional<EarlyStopping> stopping) {
  public Timetable {
    if (passes < 1 || every < 0) {
      throw new IllegalArgumentException(
          "timetable: passes must be at least 1, every at least 0: " + passes + ", " + every);
    }
  }

  public static Timetable of(int passes, long seed) {
    return new Timetable(passes, seed, 0, Optional.empty(), Optional.empty());
  }

  public Timetable saving(Checkpoints where, long everySteps) {
    return new Timetable(passes, seed, everySteps, Optional.of(where), stopping);
  }

  boolean due(long step) {
    return checkpoints.isPresent() && every > 0 && step % every == 0;
  }
}
