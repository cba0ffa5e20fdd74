package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.backend.Backend;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.operators.build.Build;
import org.junit.jupiter.api.Test;

/// A device that keeps constants in prepared memory gets the right ones at the right time.
class PreparedTest {
  private static final TensorData X = TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

  private final Keeper keeper = new Keeper();
  private final Present present = Sample.everything();

  {
    present.add(Backend.class, keeper, "test.keeper", 0);
  }

  @Test
  void runsReadWhatWasPreparedAtOpening() {
    try (var compiler = new Compiler(present, Settings.standard());
        var instance = open(compiler, layer(Set.of("w", "b")))) {
      assertEquals(1, keeper.prepared.get());
      assertArrayEquals(new float[] {4.5f, 0, 10.5f, 0}, y(instance));
      assertArrayEquals(new float[] {4.5f, 0, 10.5f, 0}, y(instance));
      assertEquals(1, keeper.prepared.get(), "runs prepare nothing");
    }
  }

  @Test
  void anAssignmentPreparesAgainBeforeTheNextRun() {
    try (var compiler = new Compiler(present, Settings.standard());
        var instance = open(compiler, layer(Set.of("w", "b")))) {
      y(instance);
      instance.assign("b", TensorData.of(new float[] {1, 9}, 2));
      instance.assign("w", TensorData.of(new float[] {1, 0, 0, 0, 0, 1}, 3, 2));
      assertArrayEquals(new float[] {2, 12, 5, 15}, y(instance));
      assertEquals(2, keeper.prepared.get(), "once for both, by the run that needs it");
    }
  }

  @Test
  void onlyWhatNoRunChangesIsPrepared() {
    try (var compiler = new Compiler(present, Settings.standard())) {
      var program = compiler.compile(Sample.counter(Optional.of("keeper")));
      assertEquals(0, program.standingBytes());
      var given = compiler.compile(layer(Set.of("b")));
      assertEquals(64, given.standingBytes(), "w is an input of every run");
    }
  }

  @Test
  void kernelsThatAreTimedHavePreparedMemoryOfTheirOwn() {
    var lines = new ArrayList<String>();
    var settings = Settings.of(Map.of("ashlar.debug", "2")).to(lines::add);
    try (var compiler = new Compiler(present, settings);
        var instance = open(compiler, layer(Set.of("w", "b")))) {
      assertArrayEquals(new float[] {4.5f, 0, 10.5f, 0}, y(instance));
    }
    assertEquals(1, lines.stream().filter(l -> l.startsWith("matmul_add_relu: ")).count());
  }

  @Test
  void whatOnlyItsPreparedFormIsReadOfIsHeldOnce() {
    var weights = new HashMap<String, TensorData>();
    Sample.layerInputs()
        .forEach((name, data) ->
            weights.put(
                name, new TensorData(data.dtype(), data.sizes(), data.data().asReadOnly())));
    weights.remove("x");
    try (var compiler = new Compiler(present, Settings.standard());
        var instance = compiler.compile(layer(Set.of("w", "b"))).open(Sample.devices(), weights)) {
      assertEquals(1, keeper.alive.get(), "the prepared memory");
      assertArrayEquals(new float[] {4.5f, 0, 10.5f, 0}, y(instance));
      instance.assign("b", TensorData.of(new float[] {1, 9}, 2));
      assertEquals(3, keeper.alive.get(), "and that of a run, and what was assigned");
      assertArrayEquals(new float[] {5, 7, 11, 4}, y(instance));
      assertEquals(weights.get("w"), instance.variable("w"));
    }
    assertEquals(0, keeper.alive.get());
  }

  @Test
  void whatSettlesIsGivenBackOnceItIsPrepared() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 2, 3));
    var w = graph.input("w", TensorType.of(DType.F32, 3, 2));
    var function =
        new Function(
            "square", List.of(x, w), List.of(Build.matmul(x, Build.mul(w, w))), List.of("y"));
    var request = new Request(function, Set.of("w"), Map.of(), Optional.of("keeper"), true);
    try (var compiler = new Compiler(present, Settings.standard());
        var instance = open(compiler, request)) {
      assertEquals(2, keeper.alive.get(), "the prepared memory, and w");
      assertArrayEquals(new float[] {4, 6, 10, 15}, y(instance));
      instance.assign("w", TensorData.of(new float[] {2, 0, 0, 1, 0, 0}, 3, 2));
      assertArrayEquals(new float[] {4, 2, 16, 5}, y(instance));
    }
    assertEquals(0, keeper.alive.get());
  }

  @Test
  void everythingIsGivenBack() {
    try (var compiler = new Compiler(present, Settings.standard())) {
      var instance = open(compiler, layer(Set.of("w", "b")));
      y(instance);
      instance.assign("b", TensorData.of(new float[] {1, 9}, 2));
      y(instance);
      instance.close();
      assertEquals(0, keeper.alive.get());
    }
  }

  private static Request layer(Set<String> variables) {
    return new Request(Sample.layer(), variables, Map.of(), Optional.of("keeper"), true);
  }

  private static Instance open(Compiler compiler, Request request) {
    var variables = new HashMap<>(Sample.layerInputs());
    variables.keySet().retainAll(request.variables());
    return compiler.compile(request).open(Sample.devices(), variables);
  }

  private static float[] y(Instance instance) {
    return instance.run(Map.of("x", X), Sample.LIMIT).get("y").toFloats();
  }
}
