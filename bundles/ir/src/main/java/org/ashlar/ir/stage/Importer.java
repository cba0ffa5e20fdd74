package org.ashlar.ir.stage;

import java.nio.file.Path;
import org.ashlar.ir.Vocabulary;
import org.osgi.annotation.versioning.ConsumerType;

/// Reads models of one format. A service.
///
/// A file is hostile until proved otherwise: sizes are checked against the file before memory is
/// taken, nothing outside the file's folder is read, and no class is ever named by a file.
@ConsumerType
public interface Importer {
  /// The format in one word, which is also the suffix of its files: `ashlar`, `onnx`.
  String format();

  /// Whether a file looks like this format, by its name and its first bytes.
  boolean accepts(Path file);

  /// Reads a model.
  ///
  /// @param operators the operators present; one that is missing becomes an {@link
  ///   org.ashlar.ir.Unknown}, so that the model still loads, prints and says what it lacks
  /// @throws IllegalArgumentException when the file is not of this format, is damaged, or goes
  ///   beyond a limit; names the file and the place
  /// @throws java.io.UncheckedIOException when it cannot be read
  Model read(Path file, Vocabulary operators);

  /// Reads a model without binding it to values: what commands that show and run models ask for.
  ///
  /// @throws IllegalArgumentException as {@link #read} does
  /// @throws java.io.UncheckedIOException as {@link #read} does
  default Blueprint open(Path file, Vocabulary operators) {
    return Blueprint.of(read(file, operators));
  }
}
