package org.ashlar.models.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A folder for files that last as long as the command: filled models may take gigabytes, so they
/// go also where the command is broken off.
final class Scratch implements AutoCloseable {
  private final Path path;
  private final Thread atEnd = new Thread(this::delete, "ashlar-bench-scratch");

  Scratch() {
    try {
      path = Files.createTempDirectory("ashlar-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("bench: no folder for its files: " + e.getMessage(), e);
    }
    Runtime.getRuntime().addShutdownHook(atEnd);
  }

  Path path() {
    return path;
  }

  private void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (var file : all.toList().reversed()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be removed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    delete();
    Runtime.getRuntime().removeShutdownHook(atEnd);
  }
}
