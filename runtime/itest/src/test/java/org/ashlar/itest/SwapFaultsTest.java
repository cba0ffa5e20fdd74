package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds of a block that cannot take over: the one that runs stays, and predictions go on.
class SwapFaultsTest {
  private static final String RUNNING = "org.ashlar.schedule 0.1.0.SNAPSHOT";

  @TempDir static Path folder;

  private static RunningPlatform platform;

  @BeforeAll
  static void open() {
    platform = RunningPlatform.open(folder.resolve("home"));
    assertEquals(0, platform.run("load", "start").code());
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @AfterEach
  void predictionsWentOn() {
    var said = platform.run("load", "show");
    assertTrue(said.out().contains(", 0 failed, 0 wrong;"), said.out() + said.err());
    assertTrue(platform.run("services", "scheduler").out().contains("org.ashlar.schedule"));
    assertTrue(platform.run("explain", "relu", "--stage", "scheduled").out().contains("vector"));
  }

  @Test
  void theVersionThatRunsIsNoReplacement() {
    refused(original(), "start_then_stop", "has the version that runs, " + RUNNING);
  }

  @Test
  void aBuildThatCannotBeResolvedNeverTakesOver() throws IOException {
    for (var manner : new String[] {"start_then_stop", "stop_then_start", "update"}) {
      var jar = changed("0.1.1", "Import-Package", "com.nowhere", manner);
      refused(jar, manner, "does not start: needs package com.nowhere, which nobody exports");
      assertEquals(
          1,
          platform
              .run("services", "scheduler")
              .out()
              .lines()
              .filter(l -> l.contains("org.ashlar.schedule") && l.contains("0.1.0.SNAPSHOT"))
              .count(),
          manner);
    }
  }

  @Test
  void aBuildThatServesNothingNeverTakesOver() throws IOException {
    refused(
        changed("0.1.2", "Service-Component", "OSGI-INF/none.xml", "empty"),
        "start_then_stop",
        "swap: org.ashlar.schedule 0.1.2 provides no Scheduler that works: the old one stays");
  }

  @Test
  void aBackendIsLeftAndComeBackToWhileRequestsRun() {
    assertEquals(0, platform.run("swap", "backend", "reference").code());
    assertTrue(platform.run("load", "show").out().contains("org.ashlar.reference"), "nobody moved");
    assertEquals(0, platform.run("swap", "backend", "cpu").code());
  }

  @Test
  void whatIsUnknownIsNamed() {
    wrong(
        "swap: nothing is called nothing: there are the services [arrangement, autodiff, backend, evaluator, exporter, importer, lowering, rule, scheduler]",
        "nothing");
    wrong("swap: nobody is neither a file nor an installed bundle", "backend", "nobody");
    wrong("provides no backend: why org.ashlar.lower says more", "backend", "org.ashlar.lower");
    wrong("a scheduler is replaced by a jar", "scheduler", "org.ashlar.schedule");
    wrong("which provides no Rule now", "rule", original().toString());
  }

  private static void refused(Path jar, String manner, String reason) {
    wrong(reason, "scheduler", jar.toString(), "--manner", manner);
  }

  private static void wrong(String reason, String... arguments) {
    var line = new java.util.ArrayList<>(java.util.List.of("swap"));
    line.addAll(java.util.List.of(arguments));
    var said = platform.run(line.toArray(String[]::new));
    assertEquals(1, said.code(), said.out());
    assertTrue(said.err().contains(reason), said.err());
  }

  private static Path original() {
    return Build.original("org.ashlar.schedule");
  }

  /// The scheduler's bundle as another version with one header replaced.
  private static Path changed(String version, String header, String value, String name)
      throws IOException {
    return Build.changed(
        "org.ashlar.schedule",
        Map.of("Bundle-Version", version, header, value),
        entry -> true,
        folder.resolve("schedule-" + name + ".jar"));
  }
}
