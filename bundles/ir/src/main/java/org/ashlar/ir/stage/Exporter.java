package org.ashlar.ir.stage;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/// Writes models in one format. A service.
@ConsumerType
public interface Exporter {
  /// The format in one word, which is also the suffix of its files: `ashlar`, `onnx`.
  String format();

  /// Writes a model: all or nothing, also when the machine stops meanwhile.
  ///
  /// @throws IllegalArgumentException when the format cannot say something of the model; names the
  ///   operator or the variable
  /// @throws java.io.UncheckedIOException when the file cannot be written; an older one stays
  void write(Model model, Path file);
}
