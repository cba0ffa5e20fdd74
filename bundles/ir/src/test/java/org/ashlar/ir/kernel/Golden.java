package org.ashlar.ir.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Texts that tests compare with, under `src/test/golden`; rewritten with `-Dgolden=update`.
final class Golden {
  private Golden() {}

  static void check(String name, String text) {
    var file = Path.of(System.getProperty("basedir", "."), "src/test/golden", name);
    try {
      if ("update".equals(System.getProperty("golden"))) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
      assertEquals(Files.readString(file), text, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
