package org.ashlar.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.ashlar.session.Ashlar;
import org.ashlar.train.checkpoint.Checkpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A training that is killed again and again, at random moments, ends bit for bit as one that never
/// was.
///
/// The system property `ashlar.kills` says how often; the seed is printed.
class KillTest {
  private static final int KILLS = Integer.getInteger("ashlar.kills", 8);

  @TempDir Path home;

  @Test
  void killedAtRandomMomentsItEndsAsIfNeverKilled() throws Exception {
    long seed = Long.getLong("ashlar.seed", System.nanoTime());
    System.out.println("kills: " + KILLS + ", -Dashlar.seed=" + seed);
    var random = new Random(seed);
    int killed = 0;
    int course = 0;
    var end = end();
    // a training that comes to its end before all kills are used up is followed by another
    while (killed < KILLS) {
      var folder = home.resolve("course" + course++);
      boolean ended = false;
      while (!ended && killed < KILLS) {
        ended = ended(folder, random);
        killed += ended ? 0 : 1;
      }
      if (!ended) {
        try (var checkpoints = Checkpoints.open(folder, 3);
            var ashlar = Ashlar.open()) {
          var latest = Checkpoints.latest(folder);
          KilledCourse.end(
              ashlar,
              KilledCourse.undisturbed().saving(checkpoints, 1),
              latest.map(l -> l.checkpoint()));
        }
      }
      var last = Checkpoints.latest(folder).orElseThrow();
      for (var tensor : end.tensors().entrySet()) {
        assertEquals(
            tensor.getValue(), last.checkpoint().tensors().get(tensor.getKey()), tensor.getKey());
      }
      for (var fact : end.facts().entrySet()) {
        assertEquals(fact.getValue(), last.checkpoint().fact(fact.getKey()), fact.getKey());
      }
    }
    assertEquals(KILLS, killed);
  }

  private static org.ashlar.train.checkpoint.Checkpoint end() {
    try (var ashlar = Ashlar.open()) {
      return KilledCourse.end(ashlar, KilledCourse.undisturbed(), Optional.empty());
    }
  }

  /// Lets a process train for a random time.
  ///
  /// @return whether it came to the end before it was killed
  private boolean ended(Path folder, Random random) throws IOException, InterruptedException {
    // mostly some steps after the first, sometimes while it starts or reads the checkpoint
    int steps = random.nextInt(12);
    boolean early = random.nextInt(10) == 0;
    long earlyMillis = random.nextInt(700);
    long micros = random.nextInt(20_000);
    var process = start(folder);
    try (var said = process.inputReader()) {
      if (early) {
        Thread.sleep(earlyMillis);
      } else if (!await(said, steps)) {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        return true;
      }
      TimeUnit.MICROSECONDS.sleep(micros);
      process.destroyForcibly().waitFor();
      return false;
    }
  }

  /// Waits for so many steps.
  ///
  /// @return whether it goes on after them
  private static boolean await(BufferedReader said, int steps) throws IOException {
    int seen = 0;
    for (var line = said.readLine(); line != null; line = said.readLine()) {
      if (line.equals("end")) {
        return false;
      }
      if (line.startsWith("step ") && ++seen > steps) {
        return true;
      }
    }
    throw new AssertionError("the training ended by itself before it was done");
  }

  private static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            KilledCourse.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
