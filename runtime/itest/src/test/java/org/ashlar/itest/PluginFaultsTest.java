package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plugins that cannot start: the reason is said, nothing is left of them, everything else runs on.
class PluginFaultsTest {
  @TempDir static Path folder;

  private static RunningPlatform platform;

  @BeforeAll
  static void open() {
    platform = RunningPlatform.open(folder.resolve("home"));
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  /// Whatever a test did: no file, no bundle, and the rest works.
  @AfterEach
  void nothingIsLeft() throws IOException {
    try (var files = Files.list(platform.plugins())) {
      assertEquals(List.of(), files.toList());
    }
    assertTrue(
        platform.run("plugin", "list").out().startsWith("No plugins are installed in "),
        "a plugin stayed");
    assertEquals(0, platform.run("explain", "relu").code());
  }

  @Test
  void aMissingImportIsNamed() throws IOException {
    var jar =
        PluginSource.create(folder, "lonely")
            .instruction("Import-Package: com.nowhere;version=\"[1,2)\", *")
            .build();
    refused(
        jar,
        "plugin install: lonely 1.0.0 does not start: "
            + "needs package com.nowhere of version 1.0.0 or later and below 2.0.0, which nobody exports");
  }

  @Test
  void anotherVersionOfTheApiIsNamed() throws IOException {
    var jar =
        PluginSource.create(folder, "early")
            .instruction("Import-Package: org.ashlar.ir;version=\"[7,8)\", *")
            .build();
    refused(
        jar,
        "plugin install: early 1.0.0 does not start: needs package org.ashlar.ir of version 7.0.0 or later "
            + "and below 8.0.0; there is version 0.2.0 of org.ashlar.ir");
  }

  @Test
  void aConstructorThatThrowsIsNamed() throws IOException {
    var jar =
        PluginSource.create(folder, "grumpy")
            .with("this(1);", "this(broken());")
            .withMembers(
                "static float broken() { throw new IllegalStateException(\"no licence\"); }")
            .build();
    refused(
        jar,
        "plugin install: grumpy 1.0.0 does not start: "
            + "component grumpy.Grumpy failed: java.lang.IllegalStateException: no licence");
  }

  @Test
  void aBrokenUpdateLeavesTheOldVersion() throws IOException {
    var source = PluginSource.create(folder, "steady");
    assertEquals(0, platform.run("plugin", "install", source.build().toString()).code());
    var broken = source.version("1.1.0").instruction("Import-Package: com.nowhere, *").build();
    var said = platform.run("plugin", "install", broken.toString());
    assertEquals(1, said.code());
    assertTrue(
        said.err().contains("steady 1.1.0 does not start: needs package com.nowhere"), said.err());
    assertEquals("steady 1.0.0  live  steady\n", platform.run("plugin", "list").out());
    assertEquals(0, platform.run("explain", "steady").code());
    assertEquals(0, platform.run("plugin", "remove", "steady").code());
  }

  @Test
  void aDroppedJarThatCannotStartIsListedAndExplained() throws Exception {
    var jar =
        PluginSource.create(folder, "dropped")
            .with("this(1);", "this(broken());")
            .withMembers(
                "static float broken() { throw new IllegalStateException(\"no licence\"); }")
            .build();
    var file = Files.copy(jar, platform.plugins().resolve("dropped.jar"));
    RunningPlatform.await(
        "the jar to be seen", () -> platform.run("why", "dropped").out().contains("failed"));
    assertEquals(
        "bundle dropped: component dropped.Dropped failed: java.lang.IllegalStateException: no licence\n",
        platform.run("why", "dropped").out());
    assertEquals(
        "dropped 1.0.0  not live: why dropped says why  \n", platform.run("plugin", "list").out());
    assertEquals(1, platform.run("operators", "dropped").code());
    Files.delete(file);
    RunningPlatform.await("the jar to be gone", () -> platform.bundle("dropped").isEmpty());
  }

  @Test
  void whatIsNoPluginIsRefused() throws IOException {
    var text = Files.writeString(folder.resolve("text.jar"), "no jar");
    refused(text, "text.jar: is no jar: ");
    refused(folder.resolve("none.jar"), "none.jar: there is no such file");
    refused(folder, ": is a folder, not a jar");
    var own =
        Checkout.list(Checkout.distribution().resolve("bundles")).stream()
            .filter(f -> f.getFileName().toString().startsWith("org.ashlar.schedule"))
            .findFirst()
            .orElseThrow();
    refused(own, "is a build of org.ashlar.schedule, a bundle of the platform");
  }

  private static void refused(Path jar, String reason) {
    var said = platform.run("plugin", "install", jar.toString());
    assertEquals(1, said.code());
    assertTrue(said.err().contains(reason), said.err());
    assertEquals("", said.out());
    assertFalse(said.err().contains("\tat "), said.err());
  }
}
