package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.ashlar.backend.Backend;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Support;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.operators.build.Build;
import org.junit.jupiter.api.Test;

class InstanceTest {
  private final Picky picky = new Picky("npu", kernel -> Support.YES);
  private final Present present = Sample.withoutDevices().load(Backend.class);

  {
    present.add(Backend.class, picky, "test.npu", 0);
  }

  @Test
  void runsThatUpdateVariablesGoOneAfterTheOther() throws Exception {
    try (var compiler = compiler();
        var instance =
            open(
                compiler,
                Sample.counter(Optional.of("npu")),
                Map.of("total", Sample.floats(0, 0)));
        var threads = Executors.newFixedThreadPool(8)) {
      var runs = new ArrayList<Callable<Float>>();
      for (int i = 0; i < 200; i++) {
        runs.add(() ->
            instance
                .run(Map.of("x", Sample.floats(1, 2)), Sample.LIMIT)
                .get("before")
                .toFloats()[0]);
      }
      var seen = new ArrayList<Float>();
      for (var run : threads.invokeAll(runs)) {
        seen.add(run.get());
      }
      seen.sort(Float::compare);
      for (int i = 0; i < 200; i++) {
        assertEquals(i, seen.get(i), "each run saw the variable as the one before left it");
      }
      assertArrayEquals(new float[] {200, 400}, instance.variable("total").toFloats());
    }
  }

  @Test
  void runsThatChangeNothingGoAtOnce() throws Exception {
    var request = new Request(Sample.layer(), Set.of("w", "b"), Map.of(), Optional.of("npu"), true);
    var inputs = Sample.layerInputs();
    try (var compiler = compiler();
        var instance = open(compiler, request, Map.of("w", inputs.get("w"), "b", inputs.get("b")));
        var threads = Executors.newFixedThreadPool(8)) {
      var runs = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < 200; i++) {
        int n = i;
        runs.add(() -> {
          var x = TensorData.of(new float[] {n, 0, 0, 0, 0, n}, 2, 3);
          var y = instance.run(Map.of("x", x), Sample.LIMIT).get("y");
          return y.equals(TensorData.of(new float[] {n + 0.5f, 0, n + 0.5f, 0}, 2, 2));
        });
      }
      for (var run : threads.invokeAll(runs)) {
        assertTrue(run.get());
      }
    }
  }

  @Test
  void aFailedRunChangesNoVariable() {
    try (var compiler = compiler();
        var instance =
            open(
                compiler,
                Sample.counter(Optional.of("npu")),
                Map.of("total", Sample.floats(1, 1)))) {
      picky.fault.set(Picky.Fault.THROWS);
      var error =
          assertThrows(
              Defect.class, () -> instance.run(Map.of("x", Sample.floats(1, 2)), Sample.LIMIT));
      assertEquals(
          "counter: launch on npu (test.npu 1.0.0): threw java.lang.IllegalStateException: the bus is on fire",
          error.getMessage());
      assertEquals("launch", error.stage());
      assertArrayEquals(new float[] {1, 1}, instance.variable("total").toFloats());
      picky.fault.set(Picky.Fault.NONE);
      instance.run(Map.of("x", Sample.floats(1, 2)), Sample.LIMIT);
      assertArrayEquals(new float[] {2, 3}, instance.variable("total").toFloats());
    }
  }

  @Test
  void afterALateRunNothingRunsHere() {
    try (var compiler = compiler();
        var instance =
            open(
                compiler,
                Sample.counter(Optional.of("npu")),
                Map.of("total", Sample.floats(1, 1)))) {
      picky.fault.set(Picky.Fault.HANGS);
      var error =
          assertThrows(
              LaunchException.class,
              () -> instance.run(Map.of("x", Sample.floats(1, 2)), Duration.ofMillis(20)));
      assertTrue(error.isLate());
      picky.fault.set(Picky.Fault.NONE);
      var again =
          assertThrows(
              LaunchException.class,
              () -> instance.run(Map.of("x", Sample.floats(1, 2)), Sample.LIMIT));
      assertTrue(again.isLate());
      assertTrue(
          again.getMessage().startsWith("counter: an earlier run did not end: "),
          again.getMessage());
      assertArrayEquals(
          new float[] {1, 1}, instance.variable("total").toFloats(), "the last committed number");
    }
  }

  @Test
  void aVariableCanBeReplaced() {
    try (var compiler = compiler();
        var instance =
            open(
                compiler, Sample.counter(Optional.empty()), Map.of("total", Sample.floats(1, 1)))) {
      instance.assign("total", Sample.floats(7, 8));
      var answer = instance.run(Map.of("x", Sample.floats(1, 1)), Sample.LIMIT);
      assertArrayEquals(new float[] {7, 8}, answer.get("before").toFloats());
      assertEquals(
          Set.of("before"), answer.keySet(), "an output that updates a variable stays inside");
      assertArrayEquals(new float[] {8, 9}, instance.variable("total").toFloats());
    }
  }

  @Test
  void inputsAreCheckedWithBothTypes() {
    try (var compiler = compiler();
        var instance =
            open(
                compiler, Sample.counter(Optional.empty()), Map.of("total", Sample.floats(1, 1)))) {
      assertEquals(
          "counter: input x: is f32[3], must be f32[2]",
          refused(() -> instance.run(Map.of("x", Sample.floats(1, 2, 3)), Sample.LIMIT)));
      assertEquals(
          "counter: input x: is f64[2], must be f32[2]",
          refused(() -> instance.run(Map.of("x", TensorData.zeros(DType.F64, 2)), Sample.LIMIT)));
      assertEquals(
          "counter: input x: missing: must be f32[2]",
          refused(() -> instance.run(Map.of(), Sample.LIMIT)));
      assertEquals(
          "counter: input z: no such input; inputs: x",
          refused(() ->
              instance.run(Map.of("x", Sample.floats(1, 2), "z", Sample.floats(1)), Sample.LIMIT)));
      assertEquals(
          "counter: input total: is a variable: assign it",
          refused(() ->
              instance.run(
                  Map.of("x", Sample.floats(1, 2), "total", Sample.floats(1, 2)), Sample.LIMIT)));
      assertEquals(
          "counter: variable total: is f32[3], must be f32[2]",
          refused(() -> instance.assign("total", Sample.floats(1, 2, 3))));
      assertEquals(
          "counter: variable sum: no such variable; variables: total",
          refused(() -> instance.variable("sum")));
    }
  }

  @Test
  void variablesAreCheckedBeforeAnythingIsAllocated() {
    try (var compiler = compiler()) {
      var program = compiler.compile(Sample.counter(Optional.empty()));
      assertEquals(
          "counter: variable total: missing: must be f32[2]",
          refused(() -> program.open(Sample.devices(), Map.of())));
      assertEquals(
          "counter: variable total: is f32[1], must be f32[2]",
          refused(() -> program.open(Sample.devices(), Map.of("total", Sample.floats(1)))));
    }
  }

  @Test
  void aFunctionOfNothingButInputsRuns() {
    var graph = new Graph();
    var a = graph.input("a", TensorType.of(DType.F32, 2));
    var b = graph.input("b", TensorType.of(DType.F32, 2));
    var swap =
        new Function("swap", List.of(a, b), List.of(b, a, a), List.of("a.next", "b.next", "old"));
    var request =
        new Request(
            swap, Set.of("a", "b"), Map.of("a.next", "a", "b.next", "b"), Optional.empty(), true);
    try (var compiler = compiler();
        var instance =
            open(compiler, request, Map.of("a", Sample.floats(1, 2), "b", Sample.floats(3, 4)))) {
      assertArrayEquals(
          new float[] {1, 2}, instance.run(Map.of(), Sample.LIMIT).get("old").toFloats());
      assertArrayEquals(new float[] {3, 4}, instance.variable("a").toFloats());
      assertArrayEquals(new float[] {1, 2}, instance.variable("b").toFloats());
    }
  }

  @Test
  void largeTensorsAreReadAndWrittenWhereTheyAre() {
    int n = 5000;
    try (var compiler = compiler();
        var instance = open(compiler, sum(n), Map.of())) {
      var x = filled(n, 1);
      var y = filled(n, 2);
      var into = TensorData.zeros(DType.F32, n);
      var answer = instance.run(Map.of("x", x, "y", y), Map.of("z", into), Sample.LIMIT);
      assertEquals(3, picky.lends.get());
      assertEquals(into.data(), answer.get("z").data());
      assertEquals(filled(n, 3), into);
      // what is read and written at once is copied
      assertEquals(
          filled(n, 5),
          instance.run(Map.of("x", into, "y", y), Map.of("z", into), Sample.LIMIT).get("z"));
      assertEquals(5, picky.lends.get());
      // nothing of a run is left in the next one
      assertEquals(filled(n, 4), instance.run(Map.of("x", y, "y", y), Sample.LIMIT).get("z"));
      assertEquals(filled(n, 5), into);
    }
  }

  @Test
  void memoryForResultsIsChecked() {
    try (var compiler = compiler();
        var instance = open(compiler, sum(4), Map.of())) {
      var inputs = Map.of("x", filled(4, 1), "y", filled(4, 2));
      var small = TensorData.zeros(DType.F32, 4);
      instance.run(inputs, Map.of("z", small), Sample.LIMIT);
      assertEquals(filled(4, 3), small);
      assertEquals(
          "sum: memory for output z: is f32[3], must be f32[4]",
          refused(() -> instance.run(inputs, Map.of("z", filled(3, 0)), Sample.LIMIT)));
      assertEquals(
          "sum: memory for output w: no such output is answered",
          refused(() -> instance.run(inputs, Map.of("w", small), Sample.LIMIT)));
      var closed = new TensorData(DType.F32, new long[] {4}, small.data().asReadOnly());
      assertEquals(
          "sum: memory for output z: cannot be written",
          refused(() -> instance.run(inputs, Map.of("z", closed), Sample.LIMIT)));
    }
  }

  private static Request sum(int n) {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, n));
    var y = graph.input("y", TensorType.of(DType.F32, n));
    var function = new Function("sum", List.of(x, y), List.of(Build.add(x, y)), List.of("z"));
    return new Request(function, Set.of(), Map.of(), Optional.of("npu"), true);
  }

  private static TensorData filled(int n, float value) {
    var data = new float[n];
    Arrays.fill(data, value);
    return TensorData.of(data, n);
  }

  private static Instance open(
      Compiler compiler, Request request, Map<String, TensorData> variables) {
    return compiler.compile(request).open(Sample.devices(), variables);
  }

  private static String refused(Runnable run) {
    return assertThrows(IllegalArgumentException.class, run::run).getMessage();
  }

  private Compiler compiler() {
    return new Compiler(present, Settings.standard());
  }
}
