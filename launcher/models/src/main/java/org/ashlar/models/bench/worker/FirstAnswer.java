package org.ashlar.models.bench.worker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.ashlar.models.bench.peer.Peer;
import org.ashlar.models.bench.report.Row;
import org.ashlar.models.bench.suite.Case;

/// The time from a file to the first answer in a process that does nothing else, and the memory
/// that the process takes.
final class FirstAnswer {
  private FirstAnswer() {}

  /// Loads a case and runs it once.
  ///
  /// Reading the inputs asks our importer for their types. Since that warms our classes, it counts
  /// as our time, and not as a peer's.
  static Row of(Peer side, boolean isOurs, Case test, int threads, Path folder) {
    try {
      long begin = System.nanoTime();
      var ready = test.ready(folder);
      if (!isOurs) {
        begin = System.nanoTime();
      }
      try (var loaded = ready.load().to(side, threads)) {
        loaded.run();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", test.name());
        facts.put("first_answer_ms", Math.round((System.nanoTime() - begin) / 1e5) / 10.0);
        facts.put("peak_bytes", MemoryUse.most());
        return new Row(facts);
      }
    } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
      return Row.error(test.name(), String.valueOf(e.getMessage()));
    }
  }
}
