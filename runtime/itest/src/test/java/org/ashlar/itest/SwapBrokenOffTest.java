package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A platform that is interrupted in the midst of replacing a contract ends, and the next one runs.
@DisabledOnOs(OS.WINDOWS)
class SwapBrokenOffTest {
  @TempDir Path folder;

  @Test
  void theNextPlatformRuns() throws Exception {
    var home = folder.resolve("home");
    var said = folder.resolve("said.txt");
    var process = PlatformProcess.start(said, "--home", home.toString(), "shell");
    try {
      var lines = process.outputWriter();
      lines.write("load start\n");
      lines.flush();
      RunningPlatform.await("the load", () -> read(said).contains("4 threads"));
      lines.write("swap ir\nswap ir\nswap ir\n");
      lines.flush();
      // the first is done, the second is under way
      RunningPlatform.await("the first swap", () -> read(said).contains("bundles in"));
      Thread.sleep(300);
      new ProcessBuilder("kill", "-TERM", "" + process.pid()).start().waitFor();
      assertTrue(process.waitFor(40, TimeUnit.SECONDS), "no end: " + read(said));
    } finally {
      process.destroyForcibly();
    }
    assertFalse(read(said).contains("swap: "), read(said));
    assertEquals(List.of(home.resolve("plugins")), Checkout.list(home), "nothing is left behind");
    try (var next = RunningPlatform.open(home)) {
      assertEquals(0, next.run("explain", "relu").code());
      assertEquals(0, next.run("swap", "operators").code());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return "";
    }
  }
}
