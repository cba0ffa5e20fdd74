package org.ashlar.models.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A folder for files that last as long as the command.
record Scratch(Path path) implements AutoCloseable {
  Scratch() {
    this(made());
  }

  private static Path made() {
    try {
      return Files.createTempDirectory("ashlar-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("bench: no folder for its files: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(path)) {
      for (var file : all.toList().reversed()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be removed: " + e.getMessage(), e);
    }
  }
}
