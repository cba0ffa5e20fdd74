package org.ashlar.ir.stage;

import java.nio.file.Path;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Type;
import org.osgi.annotation.versioning.ConsumerType;

/// Reads values from files of one format. A service; an importer's bundle offers one where its
/// format has a way to write values.
///
/// A file is as hostile as a model ({@link Importer}).
@ConsumerType
public interface DatumReader {
  /// The suffix of its files: `pb`, `npy`.
  String suffix();

  /// The value in a file.
  ///
  /// @param type what it is to be: tells formats that do not say it themselves a tensor from a
  ///   sequence; sizes and dtype are not checked against it
  /// @throws IllegalArgumentException when the file is damaged, is something else, or goes beyond a
  ///   limit; names the file
  /// @throws java.io.UncheckedIOException when it cannot be read
  Datum read(Path file, Type type);
}
