package org.ashlar.ptx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The texts that the tests read: compiled from the kernels in `src/test/cuda`, and the sample of
/// the subset.
final class Corpus {
  private Corpus() {}

  /// A text and its name.
  record Text(String name, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Text> all() {
    try (var files =
        Files.list(
            Path.of(System.getProperty("basedir", ".")).resolve("src/test/resources/corpus"))) {
      return files.filter(f -> f.toString().endsWith(".ptx")).sorted().map(Corpus::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The sample that holds every recommended instruction, where `ASHLAR_REFERENCE` is.
  static Optional<Text> subset() {
    return Optional.ofNullable(System.getenv("ASHLAR_REFERENCE"))
        .map(r -> Path.of(r, "subset.ptx"))
        .filter(Files::exists)
        .map(Corpus::read);
  }

  static Text read(Path path) {
    try {
      return new Text(path.getFileName().toString(), Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
