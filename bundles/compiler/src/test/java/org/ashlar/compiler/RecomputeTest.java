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
import java.util.Set;
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

  /// `x + gelu(x w)`, again and again; every fourth value has a name.
  private static Request network(int layers, long batch, long width) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>(List.of(graph.input("x", TensorType.of(DType.F32, batch, width))));
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

  @Test
  void keepingLessTakesLessWorkspace() {
    var all = report(Keep.ALL);
    assertEquals(all.allBytes(), all.peakBytes());
    assertEquals(0, all.calls());
    for (var keep : List.of(new Keep.Dear(), new Keep.Layers(0), new Keep.Layers(2), new Keep.Names(List.of("h3", "h7", "h11")))) {
      var report = report(keep);
      System.out.println(report);
      assertTrue(report.calls() > 0, report::toString);
      assertTrue(report.keptBytes() < report.allKeptBytes(), report::toString);
      assertTrue(report.peakBytes() < report.allBytes(), report::toString);
    }
    System.out.println(all);
  }
}
