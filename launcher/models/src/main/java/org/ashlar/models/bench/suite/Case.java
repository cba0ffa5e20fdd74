package org.ashlar.models.bench.suite;

import java.nio.file.Path;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Peer;

/// What one row of a report measures.
public interface Case {
  String name();

  /// Whether the peer's time is of a whole model: then time to the first answer is told too.
  default boolean isModel() {
    return false;
  }

  /// Its file and values.
  ///
  /// @param folder for files that are written
  /// @throws RuntimeException when it is missing or cannot be read
  Ready ready(Path folder);

  /// A case that can be run.
  ///
  /// @param load how a system gets it
  /// @param operations of floats that a run takes, a product and its sum as two; 0 where unknown
  /// @param bytes that a run reads and writes at least; 0 where that limits nothing
  record Ready(Load load, Closeness closeness, double operations, double bytes) {
    /// A file that runs on values.
    static Ready of(
        Path model,
        Map<String, Datum> inputs,
        Closeness closeness,
        double operations,
        double bytes) {
      return new Ready(
          (peer, threads) -> peer.load(model, inputs, threads), closeness, operations, bytes);
    }
  }

  /// Brings a case to a system.
  @FunctionalInterface
  interface Load {
    Loaded to(Peer peer, int threads);
  }
}
