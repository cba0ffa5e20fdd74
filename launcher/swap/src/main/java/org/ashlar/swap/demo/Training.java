package org.ashlar.swap.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.ashlar.door.Door;
import org.ashlar.door.Kept;
import org.ashlar.door.Lesson;
import org.ashlar.shell.output.ProgressBar;
import org.ashlar.swap.load.Lessons;
import org.ashlar.swap.load.Load;

/// A training run through the door: whatever is behind it may be replaced between two steps.
public final class Training implements AutoCloseable {
  private final Door door;
  private final Lessons lessons;
  private final String program;
  private final AtomicLong done = new AtomicLong();
  private final Background background = new Background(this::step);
  private Optional<Kept> resting = Optional.empty();

  /// Puts the untrained step behind the door.
  public Training(Door door, Lessons lessons) {
    this.door = door;
    this.lessons = lessons;
    var step = lessons.ask(Lesson::step);
    program = step.name();
    door.put(step);
  }

  /// Goes through the data some times.
  ///
  /// @return the loss before each step
  List<Double> fit(int passes, ProgressBar bar) {
    int steps = passes * lessons.ask(Lesson::steps);
    var losses = new ArrayList<Double>();
    for (int i = 0; i < steps; i++) {
      double loss = step();
      losses.add(loss);
      bar.at((i + 1.0) / steps, String.format(Locale.ROOT, "loss %.4f", loss));
    }
    return losses;
  }

  /// One step on the next mini-batch; the loss before it.
  public double step() {
    long number = done.get() + 1;
    var inputs = lessons.ask(lesson -> lesson.batch(number));
    var loss = door.call(program, inputs).outputs().get("loss");
    done.set(number);
    return loss == null ? Double.NaN : Load.floats(loss)[0];
  }

  /// How good the network is on data that it has not seen.
  double accuracy(int batch) {
    var name = program + "_tried";
    var trained = door.look(program);
    door.put(lessons.ask(lesson -> lesson.prediction(trained, batch)).named(name));
    try {
      var answers =
          lessons.ask(lesson -> lesson.questions(batch)).stream()
              .map(q -> door.call(name, q).outputs())
              .toList();
      return lessons.ask(lesson -> lesson.accuracy(batch, answers));
    } finally {
      var _ = door.take(name);
    }
  }

  /// Takes the step away from the door until {@link #goOn}.
  Kept rest() {
    var taken = door.take(program);
    resting = Optional.of(taken);
    return taken;
  }

  /// Goes on step after step on a thread of its own until {@link #pause}.
  public void goOn() {
    resting.ifPresent(door::put);
    resting = Optional.empty();
    background.start();
  }

  /// How many steps were done.
  public long steps() {
    return done.get();
  }

  /// Waits until there are more steps than so many.
  ///
  /// @throws IllegalStateException at once when a step failed
  public void awaitMore(long than, String what) {
    background.await(what, () -> done.get() > than);
  }

  /// Ends the thread.
  ///
  /// @throws IllegalStateException when a step failed
  public void pause() {
    background.stop();
  }

  @Override
  public void close() {
    background.abandon();
    if (resting.isEmpty()) {
      var _ = door.take(program);
    }
  }

  public String program() {
    return program;
  }
}
