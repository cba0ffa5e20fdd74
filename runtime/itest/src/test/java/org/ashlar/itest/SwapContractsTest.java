package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import tools.jackson.databind.json.JsonMapper;

/// Contracts are replaced with everything wired to them while predictions run; one that cannot take
/// over gives way to the old jars.
class SwapContractsTest {
  @TempDir static Path folder;

  private static RunningPlatform platform;

  @BeforeAll
  static void open() {
    platform = RunningPlatform.open(folder.resolve("home"));
    var said = platform.run("load", "start", "--threads", "2");
    assertEquals(0, said.code(), said.err());
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @AfterEach
  void predictionsWentOnAndAllIsThere() throws Exception {
    long before = requests();
    RunningPlatform.await("more answers", () -> requests() > before);
    var said = platform.run("load", "show");
    assertTrue(said.out().contains(", 0 failed, 0 wrong;"), said.out() + said.err());
    assertEquals(
        0,
        Arrays.stream(platform.context().getBundles())
            .filter(b -> b.getState() != Bundle.ACTIVE)
            .count());
    assertEquals(0, platform.run("explain", "relu").code());
  }

  private static long requests() {
    var said = platform.run("load", "show", "--json");
    return JsonMapper.builder().build().readTree(said.out()).get("requests").asLong();
  }

  /// The fewest bundles that must go together, and whether requests go through them.
  @ParameterizedTest
  @CsvSource({
    "ir, 16, true",
    "backend, 6, true",
    "operators, 8, true",
    "compiler, 5, true",
    "session, 5, true",
    "tensor, 4, false",
    "nn, 3, false",
    "train, 2, false",
    "testkit, 2, false"
  })
  void aContractIsReplacedWithAllThatIsWiredToIt(String name, int bundles, boolean served)
      throws Exception {
    var before = platform.bundle("org.ashlar." + name).orElseThrow().getVersion();
    var said = platform.run("swap", name, "--json");
    assertEquals(0, said.code(), said.out() + said.err());
    var swap = JsonMapper.builder().build().readTree(said.out());
    assertEquals(name, swap.get("service").asString());
    assertEquals("refresh", swap.get("manner").asString());
    assertTrue(swap.get("bundles").asInt() >= bundles, said.out());
    assertTrue(swap.get("loader_collected").asBoolean(), said.out() + said.err());
    assertEquals(served, swap.get("gap_ms").asDouble() > 0, said.out());
    var now = platform.bundle("org.ashlar." + name).orElseThrow().getVersion();
    assertTrue(now.compareTo(before) > 0 || before.getQualifier().equals("SNAPSHOT"), now + "");
    if (name.matches("ir|operators|compiler|session|backend")) {
      RunningPlatform.await(
          "an answer by the new build",
          () -> platform.run("load", "show").out().contains("org.ashlar." + name + " " + now));
    }
  }

  @Test
  void aClosureThatDoesNotResolveGivesWayToTheOldJars() throws IOException {
    var jar =
        changed(
            "ir",
            Map.of(
                "Export-Package", "org.ashlar.ir;version=0.1.0,org.ashlar.ir.kernel;version=0.1.0"),
            entry -> true);
    refused("ir", jar, "needs package org.ashlar.ir.stage");
  }

  @Test
  void aContractThatNeedsWhatNobodyHasGivesWayToTheOldJars() throws IOException {
    var jar = changed("session", Map.of("Import-Package", "com.nowhere"), entry -> true);
    refused("session", jar, "needs package com.nowhere, which nobody exports");
  }

  @Test
  void aContractWithoutItsServicesGivesWayToTheOldJars() throws IOException {
    var jar = changed("operators", Map.of("Service-Component", "OSGI-INF/none.xml"), e -> true);
    refused(
        "operators", jar, "there is no org.ashlar.ir.Operator of org.ashlar.operators any more");
  }

  @Test
  void aContractThatCannotRunWhatRanGivesWayToTheOldJars() throws IOException {
    var jar = changed("operators", Map.of(), e -> !e.endsWith("/activation/Relu.class"));
    refused("operators", jar, "relu");
  }

  @Test
  void aClassThatIsMissingGivesWayToTheOldJars() throws IOException {
    var jar = changed("ir", Map.of(), e -> !e.endsWith("/ir/TensorData.class"));
    refused("ir", jar, "");
  }

  @Test
  void twoAtOnceAreOneTooMany() throws Exception {
    for (int attempt = 0; attempt < 5; attempt++) {
      var first = new FutureTask<>(() -> platform.run("swap", "operators"));
      Thread.ofPlatform().start(first);
      var second = platform.run("swap", "session");
      if (first.get().code() + second.code() > 0) {
        assertEquals(1, first.get().code() + second.code(), "one of them was done");
        assertTrue(
            (first.get().err() + second.err()).contains("is being replaced: try again when"),
            first.get().err() + second.err());
        return;
      }
    }
    throw new AssertionError("never at once");
  }

  @Test
  void whatStaysCannotBeReplaced() {
    for (var name : new String[] {"door", "swap", "shell"}) {
      var said = platform.run("swap", name);
      assertEquals(1, said.code(), said.out());
      assertTrue(said.err().contains("is what stays while all else is replaced"), said.err());
    }
  }

  @Test
  void aSavedProgramOutlivesAllOfIt() {
    var file = folder.resolve("digits.ashlar").toString();
    var model = folder.resolve("digits.onnx").toString();
    for (var line :
        new String[][] {
          {"save", "digits", file},
          {"save", "digits", model},
          {"swap", "importer"},
          {"open", file, "--name", "digits_again"},
          {"open", model, "--name", "digits_of_a_model"},
          {"swap", "session"},
          {"save", "digits_again", file},
          {"save", "digits_of_a_model", model}
        }) {
      var said = platform.run(line);
      assertEquals(0, said.code(), String.join(" ", line) + ": " + said.err());
    }
    var said = platform.run("save", "nobody", file);
    assertTrue(said.err().contains("door: no program nobody stays here"), said.err());
    said = platform.run("open", Build.original("org.ashlar.ir").toString());
    assertTrue(said.err().contains("formats present: [ashlar, onnx]"), said.err());
  }

  private static void refused(String name, Path jar, String reason) {
    var bundle = platform.bundle("org.ashlar." + name).orElseThrow();
    var before = bundle.getVersion();
    var said = platform.run("swap", name, jar.toString());
    assertEquals(1, said.code(), said.out());
    assertTrue(said.err().contains(reason), said.err());
    assertTrue(said.err().contains("org.ashlar." + name + " " + before + " is back"), said.err());
    assertEquals(before, bundle.getVersion());
  }

  private static Path changed(String name, Map<String, String> headers, Predicate<String> keep)
      throws IOException {
    return Build.changed(
        "org.ashlar." + name,
        headers,
        keep,
        folder.resolve(name + "-" + System.nanoTime() + ".jar"));
  }
}
