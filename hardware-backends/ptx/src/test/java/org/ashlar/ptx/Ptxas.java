package org.ashlar.ptx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// NVIDIA's assembler, where it is installed.
final class Ptxas {
  private Ptxas() {}

  static Optional<Path> where() {
    return java.util.Arrays.stream(System.getenv("PATH").split(":"))
        .map(p -> Path.of(p, "ptxas"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Skips the test where there is none.
  static void needed() {
    assumeTrue(where().isPresent(), "ptxas is not on the path: texts are not assembled");
  }

  /// What it says about a text for a machine, empty when it accepts it.
  static String complaints(String text, String machine) {
    try {
      var file = Files.createTempFile("text", ".ptx");
      try {
        Files.writeString(file, text);
        var process =
            new ProcessBuilder(
                    where().orElseThrow().toString(),
                    "-arch=" + machine,
                    "-O1",
                    "-o",
                    "/dev/null",
                    file.toString())
                .redirectErrorStream(true)
                .start();
        var said =
            new String(
                process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : said.isEmpty() ? "failed" : said;
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
