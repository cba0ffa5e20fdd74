package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two platforms with one home: what is kept is common to both, the rest is each one's own.
class TwoPlatformsTest {
  @TempDir Path folder;

  @Test
  void shareWhatIsKeptAndNothingElse() throws Exception {
    var home = folder.resolve("home");
    try (var first = RunningPlatform.open(home)) {
      try (var second = RunningPlatform.open(home)) {
        assertNotEquals(
            first.context().getProperty("ashlar.run"), second.context().getProperty("ashlar.run"));
        assertEquals(
            0,
            first
                .run("plugin", "install", PluginSource.create(folder, "common").build().toString())
                .code());
        RunningPlatform.await(
            "the other to take it", () -> second.run("operators", "common").code() == 0);

        Files.copy(
            PluginSource.create(folder, "alone").build(),
            Path.of(second.context().getProperty("ashlar.plugins.own")).resolve("alone.jar"));
        RunningPlatform.await("its own", () -> second.run("operators", "alone").code() == 0);
        assertEquals(1, first.run("operators", "alone").code());

        assertEquals(0, second.run("plugin", "remove", "common").code());
        RunningPlatform.await(
            "the first to let it go", () -> first.run("operators", "common").code() == 1);
      }
      assertEquals(
          0, first.run("explain", "relu").code(), "the first goes on when the second ends");
      assertTrue(Files.isDirectory(Path.of(first.context().getProperty("ashlar.run"))));
    }
    assertEquals(
        List.of(home.resolve("operators.seen"), home.resolve("plugins")), Checkout.list(home));
  }
}
