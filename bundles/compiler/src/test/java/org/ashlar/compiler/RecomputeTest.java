package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Keep;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.memory.Named;
import org.junit.jupiter.api.Test;

/// Training steps that keep less: the same numbers, a smaller workspace.
class RecomputeTest {
  private static final List<String> DESCENT =
      List.of(
          """
          function descent(value: f32[], gradient: f32[]) -> (value = v1) {
            v0 = fill[dtype=f32, value=0.01]() : f32[]
            v2 = mul(v0, gradient) : f32[]
            v1 = sub(value, v2) : f32[]
          }
          """);

  private final Compiler compiler = new Compiler(Sample.everything(), Settings.standard());

  /// `tanh(gelu(x w))`, again and again; every fourth value has a name.
  private static Request network(int layers, long batch, long width) {
    var graph = new Graph();
    var inputs =
        new ArrayList<Value>(List.of(graph.input("x", TensorType.of(DType.F32, batch, width))));
    var h = inputs.getFirst();
    var variables = new HashSet<String>();
    for (int i = 0; i < layers; i++) {
      var w = graph.input("w" + i, TensorType.of(DType.F32, width, width));
      inputs.add(w);
      variables.add("w" + i);
      h = Build.tanh(Build.apply(new Gelu(), Build.matmul(h, w)));
      h = i % 4 == 3 ? Build.apply(new Named("h" + i), h) : h;
    }
    var loss = Build.mean(Build.mul(h, h));
    var function = new Function("deep", inputs, List.of(loss), List.of("loss"));
    return new Request(function, variables, Map.of(), Optional.of("reference"), true);
  }

  private static List<String> weights(int layers) {
    var names = new ArrayList<String>();
    for (int i = 0; i < layers; i++) {
      names.add("w" + i);
    }
    return names;
  }

  private MemoryReport report(Keep keep) {
    return compiler.memory(network(16, 64, 16), "loss", weights(16), DESCENT, keep);
  }

  private static List<Keep> policies() {
    return List.of(
        new Keep.Dear(),
        new Keep.Layers(0),
        new Keep.Layers(2),
        new Keep.Names(List.of("h3", "h7", "h11")));
  }

  @Test
  void keepingLessTakesLessWorkspace() {
    var all = report(Keep.ALL);
    assertEquals(all.allBytes(), all.peakBytes());
    assertEquals(0, all.calls());
    for (var keep : policies()) {
      var report = report(keep);
      assertTrue(report.calls() > 0 && report.operations() > 0, report::toString);
      assertTrue(report.keptBytes() < report.allKeptBytes(), report::toString);
      assertTrue(report.peakBytes() < report.allBytes(), report::toString);
    }
    // 16 layers of 4096 bytes: 4 crossings are kept, and one stretch of 4 at a time
    assertTrue(report(new Keep.Layers(0)).peakBytes() <= all.peakBytes() / 2);
  }

  @Test
  void theNumbersStay() {
    var program = network(6, 4, 8);
    long seed = 42;
    var random = new Random(seed);
    var variables = new HashMap<String, TensorData>();
    weights(6).forEach(w -> variables.put(w, numbers(random, 8, 8)));
    var inputs = Map.of("x", numbers(random, 4, 8));
    var expected = steps(program, Keep.ALL, variables, inputs);
    for (var keep :
        List.of(
            new Keep.Dear(),
            new Keep.Layers(0),
            new Keep.Layers(1),
            new Keep.Names(List.of("h3")))) {
      assertEquals(expected, steps(program, keep, variables, inputs), keep + ", seed " + seed);
    }
  }

  /// The weights after two steps.
  private List<TensorData> steps(
      Request program,
      Keep keep,
      Map<String, TensorData> variables,
      Map<String, TensorData> inputs) {
    var step = compiler.trainingStep(program, "loss", weights(6), DESCENT, keep);
    try (var instance = compiler.compile(step).open(Sample.devices(), variables)) {
      instance.run(inputs, Sample.LIMIT);
      instance.run(inputs, Sample.LIMIT);
      return weights(6).stream().map(instance::variable).toList();
    }
  }

  private static TensorData numbers(Random random, long... sizes) {
    var data = TensorData.zeros(DType.F32, sizes);
    for (int i = 0; i < data.elements(); i++) {
      data.set(i, Float.floatToRawIntBits((float) random.nextGaussian() / 2) & 0xFFFFFFFFL);
    }
    return data;
  }

  @Test
  void aBudgetIsMetByTheCheapestPolicy() {
    var all = report(Keep.ALL);
    assertEquals(Keep.ALL, report(new Keep.Bytes(all.peakBytes())).keep());
    var half = report(new Keep.Bytes(all.peakBytes() / 2));
    assertTrue(half.peakBytes() <= all.peakBytes() / 2, half::toString);
    var message =
        assertThrows(IllegalArgumentException.class, () -> report(new Keep.Bytes(64))).getMessage();
    assertTrue(
        message.matches(
            "recompute: deep: nothing fits 64 bytes of workspace: the least found is [0-9]+, with"
                + " layers:[0-9]+; a smaller batch needs less"),
        message);
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertEquals(
        "recompute: no value is named h5: names are [h11, h15, h3, h7]",
        assertThrows(IllegalArgumentException.class, () -> report(new Keep.Names(List.of("h5"))))
            .getMessage());
    assertEquals(
        "keep: must be all, dear, root, layers:K, named:A,B or bytes:N: some",
        assertThrows(IllegalArgumentException.class, () -> Keep.of("some")).getMessage());
    for (var text : List.of("all", "dear", "root", "layers:3", "named:a,b", "bytes:4096")) {
      assertEquals(text, Keep.of(text).toString());
    }
  }
}
