package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The main job keeps its promises: no failed request, no wrong answer, every replaced class loader
/// collected.
class DemoTest {
  @TempDir Path folder;

  @Test
  void replacesEverythingBelowRunningPredictions() throws Exception {
    var figures = demo();
    assertTrue(figures.get("accuracy").asDouble() >= 0.97, figures.toString());
    assertTrue(figures.get("requests").asLong() >= 2_000, figures.toString());
    assertEquals(0, figures.get("failures").asLong(), figures.toString());
    assertEquals(0, figures.get("wrong").asLong(), figures.toString());
    assertTrue(figures.get("max_abs_diff_reference_cpu").asDouble() <= 1e-4, figures.toString());
    int swaps = figures.get("swaps").asInt();
    assertTrue(swaps >= 24, figures.toString());
    assertEquals(swaps, figures.get("swapped").size());
    var services = new TreeSet<String>();
    figures.get("swapped").forEach(s -> services.add(s.get("service").asString()));
    assertEquals(
        Set.of(
            "Arrangement",
            "Autodiff",
            "Backend",
            "Importer",
            "Lowering",
            "Rule",
            "Scheduler",
            "ir",
            "operators",
            "session"),
        services);
    var loaders = figures.get("loaders");
    assertTrue(loaders.get("created").asInt() >= swaps, figures.toString());
    assertEquals(
        loaders.get("created").asInt(), loaders.get("collected").asInt(), figures.toString());
    assertTrue(figures.get("plugin").get("live_ms").asLong() >= 0, figures.toString());
    assertTrue(figures.get("versions_seen").size() > 10, figures.toString());
  }

  private JsonNode demo() throws Exception {
    var json = folder.resolve("demo.json");
    var said = folder.resolve("said.txt");
    var process = PlatformProcess.start(said, "demo", "--json", json.toString());
    process.getOutputStream().close();
    try {
      assertTrue(
          process.waitFor(10, TimeUnit.MINUTES),
          "the demo does not end: " + Files.readString(said));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), Files.readString(said));
    return JsonMapper.builder().build().readTree(Files.readString(json));
  }
}
