package org.ashlar.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Texts pinned in files; `-Dgolden=update` writes them anew.
final class Golden {
  private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "src/test/golden");

  private Golden() {}

  static void check(String name, String text) {
    var file = FOLDER.resolve(name + ".txt");
    try {
      if ("update".equals(System.getProperty("golden"))) {
        Files.createDirectories(FOLDER);
        Files.writeString(file, text);
      }
      assertEquals(Files.readString(file), text, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
