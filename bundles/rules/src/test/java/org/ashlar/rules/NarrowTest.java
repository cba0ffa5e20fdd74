package org.ashlar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Precision;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.Gemm;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Products with weights in fewer bits: near the same numbers, on random ones.
class NarrowTest {
  private static final long SEED = 11;

  private record Case(String name, Function<Graph, Value> program, List<String> notes) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Value floats(Graph g, String name, long... sizes) {
    return g.input(name, TensorType.of(DType.F32, sizes));
  }

  private static Conv conv(long stride, long pad, long groups) {
    return new Conv(List.of(stride, stride), List.of(pad, pad, pad, pad), List.of(), groups);
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "a matrix",
            g -> Build.matmul(floats(g, "x", 2, 5, 32), floats(g, "w", 32, 9)),
            List.of("matmul: 1")),
        new Case(
            "gemm",
            g ->
                Build.apply(
                    new Gemm(0.5, 2, false, true),
                    floats(g, "x", 5, 32),
                    floats(g, "w", 9, 32),
                    floats(g, "w.c", 9)),
            List.of("gemm: 1")),
        new Case(
            "a window, after what is not negative",
            g ->
                Build.apply(
                    conv(1, 1, 1),
                    Build.apply(new Relu(), floats(g, "x", 2, 3, 6, 5)),
                    floats(g, "w", 8, 3, 3, 3),
                    floats(g, "w.b", 8)),
            List.of("conv: 1")),
        new Case(
            "one place",
            g ->
                Build.conv(floats(g, "x", 2, 16, 3, 4), floats(g, "w", 8, 16, 1, 1), conv(1, 0, 1)),
            List.of("conv: 1")),
        new Case(
            "one place in two, in groups",
            g ->
                Build.conv(floats(g, "x", 1, 32, 4, 4), floats(g, "w", 8, 16, 1, 1), conv(2, 0, 2)),
            List.of("conv: 1")),
        new Case(
            "two of no weights stay",
            g -> {
              var x = floats(g, "x", 2, 5, 32);
              var scores = Build.matmul(x, Build.transpose(x, 0, 2, 1));
              return Build.matmul(Build.matmul(scores, x), floats(g, "w", 32, 16));
            },
            List.of("matmul: 1", "matmul, left: 2")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isNear(Case c) {
    var before = function(c.program());
    var args = arguments(before);
    var expected = evaluate(before, args);
    for (var precision : List.of(Precision.BF16, Precision.F16, Precision.INT8)) {
      var notes = new ArrayList<String>();
      var narrow = new Narrow().narrow(before, weights(before), precision, notes::add);
      assertEquals(c.notes().stream().map(n -> precision + ": " + n).toList(), notes);
      assertEquals(before.outputs().getFirst().type(), narrow.outputs().getFirst().type());
      var given = evaluate(narrow, args);
      double scale = expected.abs;
      double largest = 0;
      for (int i = 0; i < expected.numbers.length; i++) {
        largest = Math.max(largest, Math.abs(expected.numbers[i] - given.numbers[i]));
      }
      double bound = precision == Precision.F16 ? 0.001 : precision == Precision.BF16 ? 0.01 : 0.03;
      assertTrue(largest > 0, precision + ": the same numbers show that nothing was done");
      assertTrue(largest < bound * scale, precision + ": " + largest / scale + ", seed " + SEED);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void twiceIsOnce(Case c) {
    var before = function(c.program());
    for (var precision : List.of(Precision.BF16, Precision.INT8)) {
      var once = new Narrow().narrow(before, weights(before), precision, _ -> {});
      var twice = new Narrow().narrow(once, weights(once), precision, _ -> {});
      assertEquals(Text.of(once), Text.of(twice));
    }
  }

  @Test
  void nothingStandsWithoutWeights() {
    var f = function(g -> Build.matmul(floats(g, "x", 5, 32), floats(g, "w", 32, 9)));
    var narrow = new Narrow().narrow(f, Set.of(), Precision.INT8, _ -> {});
    assertEquals(Text.of(f), Text.of(narrow));
  }

  @Test
  void whatIsAllZeroStaysSo() {
    var f = function(g -> Build.matmul(floats(g, "x", 5, 32), floats(g, "w", 32, 9)));
    var narrow = new Narrow().narrow(f, Set.of("w"), Precision.INT8, _ -> {});
    var zeros =
        f.inputs().stream()
            .map(v ->
                TensorData.of(
                    DType.F32,
                    new double[(int) v.tensor().shape().elements()],
                    v.tensor().shape().constants()))
            .toList();
    assertEquals(0, evaluate(narrow, zeros).abs);
  }

  private static org.ashlar.ir.Function function(Function<Graph, Value> program) {
    var graph = new Graph();
    var y = program.apply(graph);
    var inputs =
        org.ashlar.ir.Walk.order(List.of(y)).stream()
            .filter(v -> v.op() instanceof org.ashlar.ir.Input)
            .toList();
    return org.ashlar.ir.Function.of("f", inputs, List.of(y));
  }

  private static Set<String> weights(org.ashlar.ir.Function f) {
    return f.inputNames().stream()
        .filter(n -> n.startsWith("w"))
        .collect(java.util.stream.Collectors.toSet());
  }

  private static List<TensorData> arguments(org.ashlar.ir.Function f) {
    var random = new Random(SEED);
    return f.inputs().stream()
        .map(v -> {
          var shape = v.tensor().shape();
          return TensorData.of(
              DType.F32, random.doubles(shape.elements(), -1, 1).toArray(), shape.constants());
        })
        .toList();
  }

  private record Numbers(double[] numbers, double abs) {}

  private static Numbers evaluate(org.ashlar.ir.Function f, List<TensorData> args) {
    var data = new MeaningEvaluator().evaluate(f, args).getFirst().data();
    var numbers = new double[(int) data.elements()];
    double abs = 0;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = data.get(i);
      abs = Math.max(abs, Math.abs(numbers[i]));
    }
    return new Numbers(numbers, abs);
  }
}
