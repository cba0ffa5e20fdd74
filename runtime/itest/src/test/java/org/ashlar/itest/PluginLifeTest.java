package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.ashlar.swap.Loaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/// Plugins that come, change and go while predictions run, and those that misbehave after they
/// started.
class PluginLifeTest {
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

  /// Nothing that a plugin does makes a prediction fail.
  @AfterEach
  void predictionsWentOn() {
    var said = platform.run("load", "show");
    assertTrue(said.out().contains(", 0 failed, 0 wrong;"), said.out() + said.err());
  }

  @Test
  void aRemovedOperatorIsNamedWithItsProvider() throws IOException {
    install(PluginSource.create(folder, "gone").build());
    assertEquals(0, platform.run("explain", "gone[scale=3.0](x: f32[2])").code());
    assertEquals("gone is removed\n", platform.run("plugin", "remove", "gone").out());
    var said = platform.run("explain", "gone[scale=3.0](x: f32[2])");
    assertEquals(1, said.code());
    assertTrue(said.err().contains("gone: nobody provides this operator now"), said.err());
    assertTrue(said.err().endsWith("; provided by: gone 1.0.0, which left\n"), said.err());
  }

  @Test
  void aJarThatIsCopiedSlowlyIsNotTakenBeforeItIsComplete() throws Exception {
    var bytes = Files.readAllBytes(PluginSource.create(folder, "slow").build());
    var target = platform.plugins().resolve("slow.jar");
    int pieces = 6;
    for (int i = 0; i < pieces; i++) {
      assertTrue(
          platform.bundle("slow").isEmpty(), "taken after " + i + " of " + pieces + " pieces");
      int from = bytes.length * i / pieces;
      Files.write(
          target,
          java.util.Arrays.copyOfRange(bytes, from, bytes.length * (i + 1) / pieces),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      Thread.sleep(400);
    }
    RunningPlatform.await(
        "the jar to be live", () -> platform.run("operators", "slow").code() == 0);
    Files.delete(target);
    RunningPlatform.await("the plugin to be gone", () -> platform.bundle("slow").isEmpty());
    assertEquals(1, platform.run("operators", "slow").code());
  }

  @Test
  void anOverwrittenJarIsLiveAndTheOldLoaderIsCollected() throws Exception {
    var source = PluginSource.create(folder, "renewed");
    install(source.build());
    var loaders = new Loaders();
    loaders.watch(platform.bundle("renewed").orElseThrow());
    var next = source.version("1.0.1").with("x.times(scale)", "x.times(scale).plus(7)").build();
    Files.copy(
        next, platform.plugins().resolve("renewed.jar"), StandardCopyOption.REPLACE_EXISTING);
    RunningPlatform.await(
        "the new version",
        () ->
            platform
                .run("operators", "renewed")
                .out()
                .contains("provided by renewed 1.0.1, ranking 0"));
    assertTrue(
        platform.run("operators", "renewed").out().contains("+ 7.0"),
        platform.run("operators", "renewed").out());
    assertTrue(loaders.collect(Duration.ofSeconds(10)), () -> loaders.held().toString());
    assertEquals("renewed is removed\n", platform.run("plugin", "remove", "renewed").out());
  }

  @Test
  void theHigherRankedOfTwoServesUntilItIsRemoved() throws IOException {
    var name = "@Override\n  public String name() {\n    return \"twin\";\n  }\n";
    install(
        PluginSource.create(folder, "castor")
            .withMembers(name)
            .with("x.times(scale)", "x.plus(2)")
            .with(
                "service = Operator.class",
                "service = Operator.class, property = \"service.ranking:Integer=5\"")
            .build());
    var second =
        install(
            PluginSource.create(folder, "pollux")
                .withMembers(name)
                .with("x.times(scale)", "x.plus(3)")
                .build());
    assertTrue(
        second.contains(
            "twin is offered by castor 1.0.0, pollux 1.0.0: the one of castor is used\n"),
        second);
    assertTrue(platform.run("explain", "twin").out().contains("+ 2.0"));
    assertEquals(0, platform.run("plugin", "remove", "castor").code());
    assertTrue(platform.run("explain", "twin").out().contains("+ 3.0"));
    assertEquals(0, platform.run("plugin", "remove", "pollux").code());
  }

  @Test
  void aThreadLeftBehindIsReportedWithTheBundle() throws IOException {
    install(
        PluginSource.create(folder, "busy")
            .with("this(1);", "this(started());")
            .withMembers(
                """
                private static float started() {
                  Thread.ofPlatform().daemon(true).name("busy-forever").start(() -> {
                    try {
                      Thread.sleep(100_000);
                    } catch (InterruptedException e) {
                      return;
                    }
                  });
                  return 1;
                }
                """)
            .build());
    var said = platform.run("plugin", "remove", "busy").out();
    assertTrue(
        said.startsWith(
            "busy is removed\nthe class loader of busy 1.0.0 stays: held by the thread"),
        said);
    assertTrue(said.contains("busy-forever"), said);
    Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("busy-forever"))
        .forEach(Thread::interrupt);
  }

  @Test
  void aThreadLocalLeftBehindIsReportedWithTheBundle() throws IOException {
    install(
        PluginSource.create(folder, "sticky")
            .with("this(1);", "this(kept());")
            .withMembers(
                """
                private static final ThreadLocal<Object> KEPT = new ThreadLocal<>();

                private static float kept() {
                  KEPT.set(new Object() {});
                  return 1;
                }
                """)
            .build());
    var said = platform.run("plugin", "remove", "sticky").out();
    assertTrue(
        said.startsWith(
            "sticky is removed\nthe class loader of sticky 1.0.0 stays: held by something"),
        said);
  }

  @Test
  void aClassThatTheApiNoLongerHasIsToldWithThePlugin() throws IOException {
    fails(
        "linked",
        "throw new NoSuchMethodError(\"org.ashlar.ir.Expr org.ashlar.ir.Expr.twice()\");",
        "built against org.ashlar.ir 0.2, running 0.2.0: linked.Linked misses NoSuchMethod");
    fails(
        "matched",
        "throw new MatchException(\"a kind of expression\", new RuntimeException());",
        "matched.Matched met a form that it does not know");
  }

  /// Installs an operator whose meaning throws; using it tells the plugin and what was thrown.
  private static void fails(String name, String statement, String kind) throws IOException {
    install(
        PluginSource.create(folder, name)
            .with(
                "return x.times(scale);",
                "if (scale > 1) " + statement + "\n    return x.times(scale);")
            .build());
    var said = platform.run("explain", name + "[scale=2.0](x: f32[2])");
    assertEquals(1, said.code());
    assertTrue(said.err().contains(name + " 1.0.0") && said.err().contains(kind), said.err());
    assertEquals(1, said.err().lines().count(), said.err());
    assertEquals(0, platform.run("plugin", "remove", name).code());
  }

  private static String install(Path jar) {
    var said = platform.run("plugin", "install", jar.toString());
    assertEquals(0, said.code(), said.err());
    assertEquals(
        Bundle.ACTIVE,
        platform.bundle(jar.getFileName().toString().replace(".jar", "")).orElseThrow().getState());
    return said.out();
  }
}
