package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.compiler.Registry;

/// Tries laws, in tests and at run time.
public final class Laws {
  private Laws() {}

  /// Tries every law of a subject; a broken one keeps none of the others from being tried.
  public static List<Outcome> run(Lawful subject, Registry registry) {
    List<Law> laws;
    try {
      laws = subject.laws(registry);
    } catch (RuntimeException | LinkageError e) {
      return List.of(new Outcome(subject.subject(), "setup", false, 0, told(e)));
    }
    var outcomes = new ArrayList<Outcome>();
    for (var law : laws) {
      outcomes.add(run(subject.subject(), law));
    }
    return outcomes;
  }

  /// Tries one law.
  public static Outcome run(String subject, Law law) {
    try {
      long checked = law.check().run();
      return checked > 0
          ? new Outcome(subject, law.name(), true, checked, "")
          : new Outcome(subject, law.name(), false, 0, "nothing was compared");
    } catch (AssertionError e) {
      return new Outcome(subject, law.name(), false, 0, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      return new Outcome(subject, law.name(), false, 0, told(e));
    }
  }

  /// Whether laws were tried and all hold.
  public static boolean hold(List<Outcome> outcomes) {
    return !outcomes.isEmpty() && outcomes.stream().allMatch(Outcome::held);
  }

  /// Stops at the first place where something goes wrong.
  static AssertionError broken(String message) {
    return new AssertionError(message);
  }

  private static String told(Throwable e) {
    var at = e.getStackTrace().length == 0 ? "" : " (at " + e.getStackTrace()[0] + ")";
    return e + at;
  }
}
