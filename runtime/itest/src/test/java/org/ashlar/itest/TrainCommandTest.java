package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ashlar.ir.TensorData;
import org.ashlar.train.checkpoint.Checkpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The command `train` with files of the user: what it writes, how it is taken up again after a
/// kill, what it says of wrong wishes.
class TrainCommandTest {
  private static final Path FASHION = Path.of("/usr/share/datasets/fashion-mnist");

  /// Mini-batches in a pass over the embedded digits.
  private static final int STEPS = 1438 / 32;

  @TempDir Path folder;

  /// Points in four quarters of a square: the class is whether the signs are alike.
  private Path table() throws IOException {
    var lines = new ArrayList<String>(List.of("left,right,alike"));
    var random = new java.util.Random(4);
    for (int i = 0; i < 400; i++) {
      double x = random.nextDouble(-90, 90);
      double y = random.nextDouble(-0.9, 0.9);
      lines.add(x + "," + y + "," + (x * y > 0 ? 1 : 0));
    }
    return Files.write(folder.resolve("quarters.csv"), lines);
  }

  @Test
  void tablesReportsCurvesAndWrongWishes() throws Exception {
    var data = table().toString();
    try (var platform = RunningPlatform.open(folder.resolve("home"))) {
      var said =
          platform.run(
              "train",
              "--data",
              data,
              "--hidden",
              "16",
              "--epochs",
              "20",
              "--rate",
              "0.02",
              "--schedule",
              "cosine",
              "--clip-norm",
              "5",
              "--report",
              folder.resolve("out/report.html").toString(),
              "--events",
              folder.resolve("events").toString(),
              "--json");
      assertEquals(0, said.code(), said.err());
      var figures = JsonMapper.builder().build().readTree(said.out());
      assertTrue(figures.get("accuracy").asDouble() > 0.9, said.out());
      assertEquals(20, figures.get("history").size());
      assertEquals(320, figures.get("samples").asInt());
      assertEquals("COSINE", figures.get("settings").get("schedule").asString());
      var page = Files.readString(folder.resolve("out/report.html"));
      assertTrue(page.contains("<svg") && page.contains("quarters.csv"), page);
      assertEquals(1, Checkout.list(folder.resolve("events")).size());

      assertSaid(platform, "train: --rate must be above 0", "--rate", "-1");
      assertSaid(platform, "--resume and --every need --checkpoints DIR", "--resume");
      assertSaid(platform, "csv " + data + ": no column z", "--data", data, "--label", "z");
      assertSaid(
          platform, "network conv: samples must be pictures", "--data", data, "--network", "conv");
    }
  }

  private static void assertSaid(RunningPlatform platform, String error, String... wishes) {
    var line = new ArrayList<>(List.of("train"));
    line.addAll(List.of(wishes));
    var said = platform.run(line.toArray(String[]::new));
    assertNotEquals(0, said.code(), said.out());
    assertTrue(said.err().contains(error), said.err());
  }

  @Test
  void killedAndResumedItEndsAsIfNeverKilled() throws Exception {
    var whole = folder.resolve("whole");
    assertEquals(0, train(whole, "--epochs", "4").waitFor());
    var killed = folder.resolve("killed");
    var process = train(killed, "--epochs", "4", "--every", "3");
    for (int wait = 0; process.isAlive() && saved(killed) < 2 * STEPS; wait++) {
      assertTrue(wait < 3000, "no third pass in five minutes: " + said(killed));
      Thread.sleep(100);
    }
    process.destroyForcibly().waitFor();
    assertTrue(saved(killed) < 4 * STEPS, "it was killed before its end");
    var again = train(killed, "--epochs", "4", "--every", "3", "--resume");
    assertEquals(0, again.waitFor(), () -> said(killed));
    assertTrue(said(killed).contains("resuming from "), said(killed));
    assertEquals(tensors(whole), tensors(killed));
  }

  private Process train(Path checkpoints, String... more) throws IOException {
    var line =
        new ArrayList<>(
            List.of(
                "train", "--network", "mlp", "--hidden", "24", "--checkpoints", "" + checkpoints));
    line.addAll(List.of(more));
    var process =
        PlatformProcess.start(
            folder.resolve(checkpoints.getFileName() + ".txt"), line.toArray(String[]::new));
    process.getOutputStream().close();
    return process;
  }

  private String said(Path checkpoints) {
    try {
      return Files.readString(folder.resolve(checkpoints.getFileName() + ".txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /// The step of the newest checkpoint.
  private static long saved(Path checkpoints) {
    return !Files.exists(checkpoints)
        ? 0
        : Checkout.list(checkpoints).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.startsWith("step-"))
            .mapToLong(name -> Long.parseLong(name.replaceAll("\\D", "")))
            .max()
            .orElse(0);
  }

  /// All but the history, which has times in it.
  private static Map<String, TensorData> tensors(Path checkpoints) {
    var tensors =
        new TreeMap<>(Checkpoints.latest(checkpoints).orElseThrow().checkpoint().tensors());
    tensors.keySet().removeIf(name -> name.startsWith("history.passes"));
    return tensors;
  }

  @Test
  void fiveEpochsOfFashionReach85Percent() throws Exception {
    assumeTrue(
        Files.isDirectory(FASHION), "skipped: Debian's package dataset-fashion-mnist is not there");
    try (var platform = RunningPlatform.open(folder.resolve("home"))) {
      var said =
          platform.run(
              "train",
              "--data",
              FASHION.toString(),
              "--network",
              "mlp",
              "--batch",
              "64",
              "--epochs",
              "5",
              "--json");
      assertEquals(0, said.code(), said.err());
      var accuracy = JsonMapper.builder().build().readTree(said.out()).get("accuracy").asDouble();
      assertTrue(accuracy >= 0.85, "accuracy " + accuracy);
    }
  }
}
