package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Program;
import org.ashlar.compiler.Request;
import org.ashlar.compiler.Settings;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Keep;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.Scan;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.operators.normalise.LayerNorm;
import org.ashlar.testkit.TestRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Derived, batched and recomputing functions on every device of the class path.
class DerivedTest {
  private static final TestRegistry REGISTRY = TestRegistry.ofClassPath();
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long SEED = 42;

  static Stream<String> targets() {
    return REGISTRY.find(Backend.class).stream()
        .flatMap(p -> p.service().targets().stream())
        .map(t -> t.name());
  }

  private static TensorType f32(long... sizes) {
    return TensorType.of(DType.F32, sizes);
  }

  /// `h = tanh(x[t] w + h u)` over 20 steps; the loss is over the last state and all.
  private static Function recurrent() {
    var inside = new Graph();
    var t = inside.input("t", TensorType.of(DType.I64));
    var h = inside.input("h", f32(4));
    var x = inside.input("x", f32(3));
    var w = inside.input("w", f32(3, 4));
    var u = inside.input("u", f32(4, 4));
    var next = Build.tanh(Build.add(Build.matmul(x, w), Build.matmul(h, u)));
    var body =
        new Function(
            "cell",
            List.of(t, h, x, w, u),
            List.of(next, Build.mul(next, next)),
            List.of("n", "s"));
    var graph = new Graph();
    var inputs =
        List.of(
            graph.input("h", f32(4)),
            graph.input("x", f32(20, 3)),
            graph.input("w", f32(3, 4)),
            graph.input("u", f32(4, 4)));
    var results = graph.applyAll(new Scan(body, 1, 1, 0, false), inputs);
    var loss = Build.add(Build.sum(results.get(0)), Build.mean(results.get(1)));
    return new Function("recurrent", inputs, List.of(loss), List.of("loss"));
  }

  /// Four layers with a way around each.
  private static Function deep() {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    inputs.add(graph.input("x", f32(8, 16)));
    inputs.add(graph.input("labels", TensorType.of(DType.I64, 8)));
    inputs.add(graph.input("scale", f32(16)));
    inputs.add(graph.input("bias", f32(16)));
    var h = inputs.getFirst();
    for (int i = 0; i < 4; i++) {
      inputs.add(graph.input("w" + i, f32(16, 16)));
      var wide = Build.apply(new Gelu(), Build.matmul(h, inputs.getLast()));
      h = Build.add(h, Build.apply(new LayerNorm(), wide, inputs.get(2), inputs.get(3)));
    }
    var loss = Build.apply(new CrossEntropy(), h, inputs.get(1));
    return new Function("deep", inputs, List.of(loss), List.of("loss"));
  }

  private static List<TensorData> numbers(Function f) {
    var random = new Random(SEED);
    var all = new ArrayList<TensorData>();
    for (var input : f.inputs()) {
      var type = input.tensor();
      var values = new double[Math.toIntExact(type.shape().elements())];
      for (int i = 0; i < values.length; i++) {
        values[i] = type.dtype().isFloat() ? random.nextGaussian() / 2 : random.nextInt(3);
      }
      all.add(TensorData.of(type.dtype(), values, type.shape().constants()));
    }
    return all;
  }

  private static Map<String, TensorData> run(
      Compiler compiler, Request request, List<TensorData> data) {
    var inputs = new HashMap<String, TensorData>();
    for (int i = 0; i < data.size(); i++) {
      inputs.put(request.function().inputNames().get(i), data.get(i));
    }
    var devices = new HashMap<String, Device>();
    java.util.function.Function<Program.Part, Device> opened =
        part ->
            devices.computeIfAbsent(
                part.target().name(), _ -> part.backend().service().open(part.target()));
    try (var instance = compiler.compile(request).open(opened, Map.of())) {
      return instance.run(inputs, LIMIT);
    } finally {
      devices.values().forEach(Device::close);
    }
  }

  private static void agree(Compiler compiler, String target, Function f) {
    var data = numbers(f);
    var outputs =
        run(compiler, new Request(f, Set.of(), Map.of(), Optional.of(target), false), data);
    var expected = REGISTRY.find(Evaluator.class).getFirst().service().evaluate(f, data);
    for (int i = 0; i < expected.size(); i++) {
      var name = f.outputNames().get(i);
      assertArrayEquals(
          expected.get(i).data().toFloats(),
          outputs.get(name).toFloats(),
          1e-4f,
          name + " on " + target + ", seed " + SEED);
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void gradientsOfALoopRunOnTheDevice(String target) {
    for (var states : List.of("all", "7")) {
      var settings = Settings.of(Map.of("ashlar.loop.states", states));
      try (var compiler = new Compiler(REGISTRY, settings)) {
        agree(
            compiler, target, compiler.gradient(recurrent(), "loss", List.of("h", "x", "w", "u")));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void gradientsOfEachExampleRunOnTheDevice(String target) {
    try (var compiler = new Compiler(REGISTRY, Settings.standard())) {
      var gradient = compiler.gradient(recurrent(), "loss", List.of("w", "u"));
      agree(compiler, target, compiler.batch(gradient, Set.of("x"), Expr.of(3)));
    }
  }

  /// The same bits where every value is computed in one way. A device that writes a product with
  /// what follows it as one kernel may round what is computed again in another one.
  private static void alike(
      Map<String, TensorData> expected, Map<String, TensorData> given, String target, String what) {
    if (target.equals("reference")) {
      assertEquals(expected, given, what);
    }
    expected.forEach((name, data) ->
        assertArrayEquals(data.toFloats(), given.get(name).toFloats(), 1e-5f, name + ": " + what));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void whatIsComputedAgainIsTheSame(String target) {
    var f = deep();
    var by = f.inputNames().stream().filter(name -> !name.equals("labels")).toList();
    var program = new Request(f, Set.of(), Map.of(), Optional.of(target), false);
    try (var compiler = new Compiler(REGISTRY, Settings.standard())) {
      var data = numbers(f);
      var expected = run(compiler, compiler.gradients(program, "loss", by, Keep.ALL), data);
      for (var keep : List.of(new Keep.Dear(), new Keep.Layers(2))) {
        var given = run(compiler, compiler.gradients(program, "loss", by, keep), data);
        alike(expected, given, target, keep + " on " + target + ", seed " + SEED);
        var report = compiler.memory(program, "loss", by, keep);
        assertTrue(report.calls() > 0, report::toString);
      }
      var report = compiler.memory(program, "loss", by, new Keep.Layers(2));
      assertTrue(report.peakBytes() < report.allBytes(), report::toString);
    }
  }
}
