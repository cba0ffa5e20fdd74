package org.ashlar.models.bench.peer;

import java.nio.file.Path;
import java.util.Map;
import org.ashlar.ir.Datum;

/// A system that loads ONNX files and runs them: ours, or one that ours is compared with.
public interface Peer {
  /// As `--against` names it.
  String name();

  /// Its version, for reports.
  String version();

  /// Loads a file for values of these types, ready to run. What it takes until the first answer is
  /// part of what is measured.
  ///
  /// @param threads that one run may use
  /// @throws RuntimeException when it refuses the file; the message says why
  Loaded load(Path model, Map<String, Datum> inputs, int threads);

  /// Makes a training step ready: a run is one step, the outputs are those of a step.
  ///
  /// @throws RuntimeException when it does not train, or does not know the network
  default Loaded teach(Lesson lesson, int threads) {
    throw new UnsupportedOperationException(name() + " does not train");
  }
}
