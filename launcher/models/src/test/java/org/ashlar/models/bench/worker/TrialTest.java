package org.ashlar.models.bench.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Datum;
import org.ashlar.models.bench.measure.Clock;
import org.ashlar.models.bench.measure.Pace;
import org.ashlar.models.bench.onnx.OnnxModel;
import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Peer;
import org.ashlar.models.bench.report.Row;
import org.ashlar.models.bench.suite.Case;
import org.ashlar.models.bench.suite.Suites;
import org.ashlar.models.exec.Readers;
import org.ashlar.session.Ashlar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTest {
  @TempDir Path folder;

  private final Ashlar ashlar = Ashlar.open();

  @AfterEach
  void close() {
    ashlar.close();
  }

  @Test
  void aRowTellsBothSides() {
    var file = folder.resolve("sum.onnx");
    sum(1).write(file, 20);
    var row = row(new Ours("reference"), models(file.toString()).getFirst());

    assertEquals("", row.error());
    assertEquals("sum", row.name());
    for (var fact : List.of("ours_ms", "peer_ms", "ratio", "ratio_p10", "ratio_p90")) {
      assertTrue(row.number(fact) > 0, fact + " of " + row);
    }
    assertTrue(row.number("max_abs_diff") <= 1e-5, row.toString());
    assertTrue(row.number("ratio_p10") <= row.number("ratio_p90"), row.toString());
    assertTrue(row.number("load_ms") > 0, row.toString());
  }

  @Test
  void otherValuesAreAnErrorAndNoTime() {
    var file = folder.resolve("sum.onnx");
    sum(1).write(file, 20);
    var other = folder.resolve("other.onnx");
    sum(2).write(other, 20);
    var row = row(new Instead(other), models(file.toString()).getFirst());

    assertTrue(row.error().startsWith("output y: element 0 is "), row.error());
    assertTrue(row.error().contains(", the peer's "), row.error());
    assertEquals(Map.of("name", "sum", "ratio", 0, "error", row.error()), row.facts());
  }

  @Test
  void aModelThatIsMissingIsARow() {
    var row = row(new Ours("reference"), models(folder + "/none.onnx").getFirst());

    assertEquals("model " + folder + "/none.onnx: there is no such file", row.error());
    assertEquals(0, row.number("ratio"));
  }

  @Test
  void aModelThatIsRefusedIsARow() {
    var file = folder.resolve("odd.onnx");
    new OnnxModel().input("x", 2).node("NobodyHasThis", "x -> y").output("y", 2).write(file, 20);
    var row = row(new Ours("reference"), models(file.toString()).getFirst());

    assertTrue(row.error().startsWith("cpu: needs what is not here"), row.error());
  }

  @Test
  void withoutAPeerThereIsNoRatio() {
    var file = folder.resolve("sum.onnx");
    sum(1).write(file, 20);
    var trial = trial(Optional.empty());
    var row = trial.row(models(file.toString()).getFirst());

    assertFalse(row.has("ratio"));
    assertTrue(row.number("ours_ms") > 0, row.toString());
  }

  @Test
  void aProfileNamesKernels() {
    var file = folder.resolve("sum.onnx");
    sum(1).write(file, 20);
    var ready = models(file.toString()).getFirst().ready(folder);
    try (var loaded = ready.load().to(new Ours("cpu"), 1)) {
      var kernels = loaded.profile();
      assertFalse(kernels.isEmpty());
      kernels.forEach(kernel -> assertFalse(kernel.kernel().isEmpty()));
    }
  }

  @Test
  void everySuiteHasCasesOfItsOwnNames() {
    for (var suite : Suites.NAMES) {
      var names =
          Suites.cases(suite, List.of(), Map.of(), new Readers(ashlar.registry())).stream()
              .map(Case::name)
              .toList();
      assertFalse(names.isEmpty(), suite);
      assertEquals(names.size(), names.stream().distinct().count(), suite + ": " + names);
    }
  }

  private Row row(Peer peer, Case test) {
    return trial(Optional.of(peer)).row(test);
  }

  private Trial trial(Optional<Peer> peer) {
    return new Trial(
        new Ours("cpu"), peer, 1, Pace.ONCE, Clock.WALL, false, new Limits(0, 0), folder);
  }

  private List<Case> models(String... files) {
    return Suites.cases("models", List.of(files), Map.of(), new Readers(ashlar.registry()));
  }

  private static OnnxModel sum(double most) {
    return new OnnxModel()
        .input("x", 8, 16)
        .weight("w", 0.5 * most, most, 16, 4)
        .node("MatMul", "x w -> t")
        .node("Relu", "t -> y")
        .output("y", 8, 4);
  }

  /// Our slow device on another file than the one it is given: values that really differ.
  private record Instead(Path other) implements Peer {
    @Override
    public String name() {
      return "instead";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public Loaded load(Path model, Map<String, Datum> inputs, int threads) {
      return new Ours("reference").load(other, inputs, threads);
    }
  }
}
