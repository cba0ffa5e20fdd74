package org.ashlar.ir.stage;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Target;
import org.osgi.annotation.versioning.ConsumerType;

/// Remembers what measuring found to be better for a kernel than what heuristics choose. A service.
///
/// A choice is said as facts of the target that hold for one kernel in place of the target's own:
/// schedulers and backends decide by facts, so every decision that depends on one can be tuned, and
/// is replayed by asking them again.
@ConsumerType
@FunctionalInterface
public interface Tuning {
  /// Who asks for choices.
  enum Stage {
    /// Before a kernel is scheduled.
    SCHEDULE,
    /// Before the backend writes code for a scheduled kernel.
    CODE
  }

  /// What was kept for a kernel.
  ///
  /// @param machine the target's fact {@link #MACHINE}, in hexadecimal digits
  /// @param key tells kernels of unlike text apart
  /// @param kernel its name where it was found
  /// @param model the file that it was found in
  /// @param ratio the time of the heuristics' choice by that of this one
  record Winner(
      String machine,
      Stage stage,
      String key,
      String kernel,
      String model,
      Map<String, Double> facts,
      double ratio) {
    public Winner {
      facts = Map.copyOf(facts);
    }
  }

  /// The fact that tells machines apart for which measuring may come to unlike results: a number
  /// made of the processor's name, its instructions and its caches.
  String MACHINE = "machine";

  /// The facts for a kernel; empty where nothing better than the heuristics was found.
  ///
  /// @param constant parameters that keep their contents from launch to launch
  Map<String, Double> facts(Stage stage, Kernel kernel, Set<Buffer> constant, Target target);

  /// Keeps what was found; it is on disk when this returns. No facts: forgets the kernel.
  ///
  /// @throws IllegalStateException when it cannot be kept; the message says why
  default void keep(
      Stage stage,
      Kernel kernel,
      Set<Buffer> constant,
      Target target,
      Map<String, Double> facts,
      double ratio,
      String model) {
    throw new IllegalStateException("tuning: nobody present keeps what was found");
  }

  /// Everything that is kept.
  ///
  /// @throws IllegalStateException when it cannot be read; the message says why
  default List<Winner> winners() {
    return List.of();
  }

  /// Forgets what was found in a model.
  ///
  /// @param model empty: everything, also what cannot be read
  /// @return how much it was
  default int forget(String model) {
    return 0;
  }

  /// Where it is kept, for people.
  default String place() {
    return "nowhere";
  }

  /// Another number whenever answers may have changed.
  default long state() {
    return 0;
  }

  /// Knows nothing.
  Tuning NONE = (_, _, _, _) -> Map.of();
}
