package org.ashlar.train;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ashlar.nn.Layer;
import org.ashlar.session.Ashlar;
import org.ashlar.session.Session;
import org.ashlar.train.checkpoint.Checkpoint;
import org.ashlar.train.checkpoint.CheckpointException;
import org.ashlar.train.checkpoint.Checkpoints;
import org.ashlar.train.data.Dataset;

/// A whole training: passes over the data, each with a test on samples held out, checkpoints, an
/// early end.
///
/// A checkpoint that cannot be written does not end it: the listener is told, and the next is
/// tried.
public final class Course implements AutoCloseable {
  private static final String DONE = "done";
  private static final String SEED = "seed";
  private static final String DATA = "data";

  /// Hears how a course goes, on the thread that runs it.
  public interface Listener {
    default void step(Progress progress) {}

    /// A pass is over.
    ///
    /// @param at its last step
    default void pass(Progress at, History.Pass pass) {}

    /// Something that training survives, in one line.
    default void warning(String line) {}

    /// Both hear.
    default Listener and(Listener other) {
      return new Both(this, other);
    }
  }

  private record Both(Listener first, Listener second) implements Listener {
    @Override
    public void step(Progress progress) {
      first.step(progress);
      second.step(progress);
    }

    @Override
    public void pass(Progress at, History.Pass pass) {
      first.pass(at, pass);
      second.pass(at, pass);
    }

    @Override
    public void warning(String line) {
      first.warning(line);
      second.warning(line);
    }
  }

  /// How a course ended.
  ///
  /// @param metrics on the samples held out, with the parameters that the course leaves
  /// @param stopped whether it ended before its last pass
  /// @param unsaved whether the last checkpoint could not be written
  public record Result(History history, Metrics metrics, boolean stopped, boolean unsaved) {}

  private final Timetable timetable;
  private final Trainer trainer;
  private final Dataset train;
  private final Dataset held;
  private final String data;
  private final long done;
  private final History history;
  private final Session predictor;
  private Optional<Checkpoint> best = Optional.empty();
  private boolean unsaved;

  /// @param held samples that are not trained on
  /// @param from a checkpoint of such a course, to go on from there
  /// @throws IllegalArgumentException when the checkpoint is of another network, recipe, seed or
  ///   dataset
  public Course(
      Ashlar ashlar,
      String name,
      Layer network,
      Dataset train,
      Dataset held,
      Recipe recipe,
      Timetable timetable,
      Optional<Checkpoint> from) {
    this.timetable = timetable;
    this.train = train;
    this.held = held;
    this.data = train.fingerprint();
    from.ifPresent(this::check);
    var sizes = train.samples().sizes();
    trainer =
        new Trainer(
            ashlar, name, network, Arrays.copyOfRange(sizes, 1, sizes.length), recipe, from);
    done = from.map(c -> Long.parseLong(c.fact(DONE))).orElse(0L);
    history = from.map(History::of).orElseGet(History::new);
    predictor = trainer.predictor(testBatch());
  }

  /// Trains to the end, or on to it.
  public Result run(Listener listener) {
    var clock = new long[] {System.nanoTime()};
    var stopped = new boolean[] {ends()};
    if (!stopped[0]) {
      trainer.fitWhile(
          train,
          timetable.passes(),
          timetable.seed(),
          done,
          at -> {
            history.step(at);
            listener.step(at);
            if (at.step() < at.steps()) {
              if (timetable.due(at.done())) {
                save(at.done(), trainer.checkpoint(), listener);
              }
              return true;
            }
            var checkpoint = trainer.checkpoint();
            var metrics = test(checkpoint);
            boolean whole = done <= (long) at.pass() * at.steps();
            double seconds = whole ? (System.nanoTime() - clock[0]) / 1e9 : 0;
            var pass = history.pass(at, metrics, seconds);
            clock[0] = System.nanoTime();
            listener.pass(at, pass);
            keepBest(checkpoint, listener);
            save(at.done(), checkpoint, listener);
            stopped[0] = ends();
            return !stopped[0];
          });
    }
    return new Result(history, result(stopped[0]), stopped[0], unsaved);
  }

  /// The figures of the parameters that the course leaves: the best ones after an early end.
  private Metrics result(boolean stopped) {
    var kept = best.or(() -> timetable.checkpoints().flatMap(Checkpoints::best));
    return test(stopped && kept.isPresent() ? kept.get() : trainer.checkpoint());
  }

  private boolean ends() {
    return timetable.stopping().map(s -> s.ends(history.heldLosses())).orElse(false);
  }

  private void keepBest(Checkpoint checkpoint, Listener listener) {
    var losses = history.heldLosses();
    boolean gained =
        timetable.stopping().map(s -> s.best(losses) == losses.size() - 1).orElse(false);
    if (gained) {
      best = Optional.of(checkpoint);
      timetable.checkpoints().ifPresent(c -> written(() -> c.saveBest(checkpoint), listener));
    }
  }

  private void save(long step, Checkpoint checkpoint, Listener listener) {
    timetable
        .checkpoints()
        .ifPresent(c -> written(() -> c.save(step, complete(step, checkpoint)), listener));
  }

  private Checkpoint complete(long step, Checkpoint checkpoint) {
    return history
        .into(checkpoint)
        .with(
            Map.of(),
            Map.of(DONE, Long.toString(step), SEED, Long.toString(timetable.seed()), DATA, data));
  }

  private void written(Runnable write, Listener listener) {
    try {
      write.run();
      unsaved = false;
    } catch (CheckpointException e) {
      unsaved = true;
      listener.warning(String.valueOf(e.getMessage()));
    }
  }

  private Metrics test(Checkpoint checkpoint) {
    assign(checkpoint);
    return test(held);
  }

  /// The figures on other samples, with the parameters that the course leaves.
  public Metrics test(Dataset samples) {
    return Metrics.of(predictor, samples, testBatch());
  }

  private void assign(Checkpoint checkpoint) {
    for (var name : predictor.program().variables()) {
      predictor.assign(name, Objects.requireNonNull(checkpoint.tensors().get(name), name));
    }
  }

  private static int testBatch() {
    return 100;
  }

  private void check(Checkpoint from) {
    require(from, SEED, Long.toString(timetable.seed()), "seed");
    require(from, DATA, data, "dataset");
  }

  private static void require(Checkpoint from, String fact, String now, String what) {
    if (!from.fact(fact).equals(now)) {
      throw new IllegalArgumentException(
          "checkpoint: was made with another "
              + what
              + " ("
              + from.fact(fact)
              + ", not "
              + now
              + "): go on with the same one");
    }
  }

  public Trainer trainer() {
    return trainer;
  }

  /// Steps that were done before it began.
  public long done() {
    return done;
  }

  @Override
  public void close() {
    predictor.close();
    trainer.close();
  }
}
