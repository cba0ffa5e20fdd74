package org.ashlar.commands.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.ashlar.shell.output.Output;
import org.ashlar.train.Course;
import org.ashlar.train.EarlyStopping;
import org.ashlar.train.Metrics;
import org.ashlar.train.Timetable;
import org.ashlar.train.checkpoint.Checkpoint;
import org.ashlar.train.checkpoint.Checkpoints;
import org.ashlar.train.data.Dataset;
import org.ashlar.train.data.Task;
import org.ashlar.train.report.EventCurves;
import org.ashlar.train.report.EventFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `train` keeps and writes, and when it ends early.
final class SaveOptions {
  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description = "Saves after each pass, such that a kill costs no more than the steps since.")
  private @Nullable Path checkpoints;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "Saves also after every so many mini-batches.")
  private long every;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Checkpoints that are kept; default: ${DEFAULT-VALUE}")
  private int keep = 3;

  @Option(
      names = "--resume",
      description = "Goes on from the newest whole checkpoint, if there is one.")
  private boolean resume;

  @Option(
      names = "--stop-early",
      paramLabel = "N",
      description =
          "Ends after so many passes without gain, and takes the best; a tenth of the samples to"
              + " train on is then held out to see it.")
  private int patience;

  @Option(
      names = "--events",
      paramLabel = "DIR",
      description = "Writes curves for TensorBoard into this folder.")
  private @Nullable Path events;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes a page for a browser: curves, confusions, samples that went wrong.")
  private @Nullable Path report;

  void check() {
    if (every < 0 || keep < 1 || patience < 0) {
      throw new IllegalArgumentException(
          "--every must be at least 0, --keep at least 1, --stop-early at least 0");
    }
    if (checkpoints == null && (resume || every > 0)) {
      throw new IllegalArgumentException("--resume and --every need --checkpoints DIR");
    }
  }

  Optional<Path> report() {
    return Optional.ofNullable(report);
  }

  /// What to train on and what to hold out: with an early end not the samples that the figures in
  /// the end are of.
  ///
  /// @param test held out in training
  record Held(Dataset train, Dataset test) {}

  Held held(Task task) {
    if (patience == 0) {
      return new Held(task.train(), task.test());
    }
    int cut = task.train().size() - Math.max(1, task.train().size() / 10);
    return new Held(task.train().range(0, cut), task.train().range(cut, task.train().size()));
  }

  /// The figures of a trained network, and of which samples they are.
  record Tested(Metrics metrics, Dataset of) {}

  Tested test(Task task, Held held, Course course, Course.Result result) {
    return patience == 0
        ? new Tested(result.metrics(), held.test())
        : new Tested(course.test(task.test()), task.test());
  }

  Timetable timetable(Saving saving, int passes, long seed) {
    return new Timetable(
        passes,
        seed,
        every,
        saving.checkpoints(),
        patience > 0 ? Optional.of(new EarlyStopping(patience, 0)) : Optional.empty());
  }

  Saving open(Output output) {
    if (checkpoints == null) {
      return new Saving(Optional.empty(), Optional.empty(), Optional.ofNullable(events));
    }
    var opened = Checkpoints.open(checkpoints, keep);
    try {
      var latest = Checkpoints.latest(checkpoints);
      if (!resume && latest.isPresent()) {
        throw new IllegalArgumentException(
            "train: "
                + checkpoints
                + " has a checkpoint: say --resume to go on from it, or choose another folder");
      }
      latest.ifPresent(l -> {
        l.refused().forEach(why -> output.line("warning: %s", why));
        output.line("resuming from %s", l.file());
      });
      return new Saving(
          Optional.of(opened), latest.map(l -> l.checkpoint()), Optional.ofNullable(events));
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /// What is open while training is saved.
  static final class Saving implements AutoCloseable {
    private final Optional<Checkpoints> checkpoints;
    private final Optional<Checkpoint> from;
    private final Optional<Path> events;
    private final ArrayList<EventFile> files = new ArrayList<>();

    Saving(Optional<Checkpoints> checkpoints, Optional<Checkpoint> from, Optional<Path> events) {
      this.checkpoints = checkpoints;
      this.from = from;
      this.events = events;
    }

    Optional<Checkpoints> checkpoints() {
      return checkpoints;
    }

    Optional<Checkpoint> from() {
      return from;
    }

    /// The shown listener, and the one that writes curves.
    Course.Listener listeners(long done, Course.Listener shown) {
      if (events.isEmpty()) {
        return shown;
      }
      files.add(EventFile.open(events.get(), done));
      return shown.and(new EventCurves(files.getLast()));
    }

    @Override
    public void close() {
      files.forEach(EventFile::close);
      checkpoints.ifPresent(Checkpoints::close);
    }
  }
}
