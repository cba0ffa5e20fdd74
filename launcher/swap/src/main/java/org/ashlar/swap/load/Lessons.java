package org.ashlar.swap.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ashlar.door.Door;
import org.ashlar.door.Kept;
import org.ashlar.door.Lesson;
import org.osgi.framework.BundleContext;

/// Networks to show things on: services that come and go with the bundles that offer them, so that
/// none is held longer than one question.
public final class Lessons {
  public static final String DIGITS = "digits";
  private static final int CASES = 64;

  /// How long the bundle that has the lesson may be away: it goes and comes with contracts.
  private static final Duration AWAY = Duration.ofSeconds(20);

  private final BundleContext context;
  private final Door door;

  public Lessons(BundleContext context, Door door) {
    this.context = context;
    this.door = door;
  }

  /// Asks the lesson; it is given back at once. Waits while its bundle is replaced.
  public <T> T ask(Function<Lesson, T> question) {
    long end = System.nanoTime() + AWAY.toNanos();
    while (true) {
      var reference = context.getServiceReference(Lesson.class);
      var lesson = reference == null ? null : context.getService(reference);
      if (lesson != null) {
        try {
          return question.apply(lesson);
        } finally {
          context.ungetService(reference);
        }
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "no network to work with: the bundle org.ashlar.commands is not active: why says more");
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a network was away");
    }
  }

  /// Requests with the answers that a device gives for them.
  public List<Load.Case> cases(Kept prediction, String device) {
    var name = prediction.name() + "_on_" + device;
    door.put(prediction.named(name).on(device));
    try {
      var cases = new ArrayList<Load.Case>();
      for (var inputs : ask(c -> c.questions(1)).subList(0, CASES)) {
        var outputs = door.call(name, inputs).outputs();
        var output = outputs.entrySet().iterator().next();
        cases.add(new Load.Case(inputs, output.getKey(), Load.floats(output.getValue())));
      }
      return cases;
    } finally {
      var _ = door.take(name);
    }
  }
}
