package org.ashlar.train;

import java.nio.file.Path;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.session.Ashlar;
import org.ashlar.train.checkpoint.Checkpoint;
import org.ashlar.train.checkpoint.Checkpoints;
import org.ashlar.train.checkpoint.Restored;
import org.ashlar.train.optimiser.Adam;

/// A training that saves after every step, in a process of its own, for {@link KillTest}: goes on
/// from the newest checkpoint of its folder and says where it is.
final class KilledCourse {
  private static final int PASSES = 40;

  private KilledCourse() {}

  /// @param arguments the folder
  public static void main(String... arguments) {
    var folder = Path.of(arguments[0]);
    try (var ashlar = Ashlar.open();
        var checkpoints = Checkpoints.open(folder, 3)) {
      var latest = Checkpoints.latest(folder);
      if (!latest.map(Restored::refused).orElseGet(java.util.List::of).isEmpty()) {
        throw new IllegalStateException("a damaged checkpoint: " + latest.get().refused());
      }
      var timetable = Timetable.of(PASSES, 5).saving(checkpoints, 1);
      end(ashlar, timetable, latest.map(Restored::checkpoint));
      System.out.println("end");
    }
  }

  /// Trains to the end, saying each step.
  static Checkpoint end(Ashlar ashlar, Timetable timetable, Optional<Checkpoint> from) {
    try (var course =
        new Course(
            ashlar,
            "killed",
            Small.network(0, DType.F32),
            Small.train(),
            Small.held(),
            Recipe.of(64, Adam.of(0.01)).gathering(2),
            timetable,
            from)) {
      System.out.println("from " + course.done());
      course.run(
          new Course.Listener() {
            @Override
            public void step(Progress progress) {
              System.out.println("step " + progress.done());
            }
          });
      return course.trainer().checkpoint();
    }
  }

  static Timetable undisturbed() {
    return Timetable.of(PASSES, 5);
  }
}
