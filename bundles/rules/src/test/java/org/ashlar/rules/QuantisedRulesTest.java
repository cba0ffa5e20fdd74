package org.ashlar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Constant;
import org.ashlar.operators.gather.Gather;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.Gemm;
import org.ashlar.operators.quantise.DequantizeLinear;
import org.ashlar.operators.quantise.DynamicQuantizeLinear;
import org.ashlar.operators.quantise.QuantizeLinear;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The laws of few bits: what is left, and the numbers before and after, on random integers of the
/// whole range.
class QuantisedRulesTest {
  static final List<Rule> RULES =
      List.of(
          new FillConstants(),
          new FoldConstants(),
          new MergeTransposes(),
          new DelayDequantise(),
          new DropRequantise(),
          new HastenQuantise(),
          new MultiplyIntegers(),
          new RequantiseSums());

  /// A program and the operators that are left of it; numbers may differ by so many parts of the
  /// largest.
  record Case(String name, String left, double tolerance, Function<Graph, Value> program) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Value bytes(Graph g, String name, DType dtype, long... sizes) {
    return g.input(name, TensorType.of(dtype, sizes));
  }

  private static Value number(Graph g, DType dtype, double number) {
    return g.apply(new Constant(dtype, Shape.of(), List.of(number)));
  }

  private static Value uniform(Graph g, Value x, double scale, double zero) {
    var dtype = x.tensor().dtype();
    return Build.apply(
        new DequantizeLinear(), x, number(g, DType.F32, scale), number(g, dtype, zero));
  }

  private static Value along(Graph g, Value x, long axis, String name) {
    var size = x.tensor().size((int) axis);
    var scales = g.input(name, new TensorType(DType.F32, new Shape(List.of(size))));
    return Build.apply(new DequantizeLinear(axis, 0), x, scales);
  }

  private static Value quantised(Graph g, Value x, double scale, DType dtype, double zero) {
    return Build.apply(
        new QuantizeLinear(), x, number(g, DType.F32, scale), number(g, dtype, zero));
  }

  private static Value image(Graph g) {
    return uniform(g, bytes(g, "x", DType.U8, 1, 3, 5, 6), 0.02, 131);
  }

  private static Conv conv() {
    return new Conv(List.of(1L, 2L), List.of(1L, 0L, 2L, 1L), List.of(), 1);
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "matrices",
            "mul cast matmulinteger input input fill fill fill",
            1e-6,
            g ->
                Build.matmul(
                    uniform(g, bytes(g, "a", DType.U8, 2, 5, 70), 0.3, 7),
                    uniform(g, bytes(g, "b", DType.I8, 70, 9), 0.01, -3))),
        new Case(
            "a scale a row and a column",
            "mul mul cast matmulinteger input input fill reshape input input",
            1e-6,
            g ->
                Build.matmul(
                    along(g, bytes(g, "a", DType.I8, 5, 70), 0, "rows"),
                    along(g, bytes(g, "b", DType.I8, 70, 9), 1, "columns"))),
        new Case(
            "a transposed weight",
            "mul cast matmulinteger input transpose input fill fill mul fill input",
            1e-6,
            g ->
                Build.matmul(
                    uniform(g, bytes(g, "a", DType.I8, 5, 70), 0.1, 0),
                    Build.transpose(along(g, bytes(g, "b", DType.I8, 9, 70), 0, "columns"), 1, 0))),
        new Case(
            "a scale along the sum stays",
            "matmul dequantizelinear input fill fill dequantizelinear input input",
            0,
            g ->
                Build.matmul(
                    uniform(g, bytes(g, "a", DType.I8, 5, 70), 0.1, 0),
                    along(g, bytes(g, "b", DType.I8, 70, 9), 0, "k"))),
        new Case(
            "gemm",
            "add mul mul cast matmulinteger input transpose input fill fill mul fill input fill mul input fill",
            1e-6,
            g ->
                Build.apply(
                    new Gemm(0.5, 2, false, true),
                    uniform(g, bytes(g, "a", DType.I8, 5, 70), 0.1, 4),
                    along(g, bytes(g, "b", DType.I8, 9, 70), 0, "columns"),
                    g.input("c", TensorType.of(DType.F32, 9)))),
        new Case(
            "a convolution",
            "add mul cast convinteger input input fill fill mul fill reshape input reshape input",
            1e-6,
            g ->
                Build.apply(
                    conv(),
                    image(g),
                    along(g, bytes(g, "w", DType.I8, 4, 3, 3, 3), 0, "channels"),
                    g.input("bias", TensorType.of(DType.F32, 4)))),
        new Case(
            "a convolution that is quantised again",
            "cast add round add mul cast convinteger input input fill fill fill div reshape input fill fill",
            1.01 / 255,
            g ->
                quantised(
                    g,
                    Build.apply(
                        conv(),
                        image(g),
                        uniform(g, bytes(g, "w", DType.I8, 4, 3, 3, 3), 0.003, 0),
                        g.input("bias", TensorType.of(DType.F32, 4))),
                    0.11,
                    DType.I8,
                    -9)),
        new Case(
            "a product cut at 0 that is quantised again",
            "cast add round relu mul cast matmulinteger input input fill fill fill fill",
            1.01 / 255,
            g ->
                quantised(
                    g,
                    Build.apply(
                        new Relu(),
                        Build.matmul(
                            uniform(g, bytes(g, "a", DType.U8, 5, 70), 0.3, 120),
                            uniform(g, bytes(g, "b", DType.I8, 70, 9), 0.01, -3))),
                    0.8,
                    DType.U8,
                    5)),
        new Case(
            "quantised as it was",
            "transpose maxpool input",
            0,
            g ->
                quantised(
                    g,
                    Build.transpose(Build.apply(new MaxPool(), image(g)), 0, 2, 3, 1),
                    0.02,
                    DType.U8,
                    131)),
        new Case(
            "quantised after a movement",
            "reshape transpose quantizelinear input fill fill",
            0,
            g -> {
              var x = g.input("x", TensorType.of(DType.F32, 4, 3, 5));
              var moved = Build.reshape(Build.transpose(x, 1, 0, 2), 3, 20);
              return quantised(g, moved, 0.004, DType.U8, 3);
            }),
        new Case(
            "quantised as fits after a movement",
            "add cast transpose dynamicquantizelinear input cast dynamicquantizelinear",
            0,
            g -> {
              var x = g.input("x", TensorType.of(DType.F32, 4, 5));
              var all = g.applyAll(new DynamicQuantizeLinear(), List.of(Build.transpose(x, 1, 0)));
              return Build.add(
                  Build.cast(all.get(0), DType.F32), Build.cast(all.get(2), DType.F32));
            }),
        new Case(
            "quantised otherwise",
            "quantizelinear dequantizelinear input fill fill fill",
            0,
            g -> quantised(g, image(g), 0.03, DType.U8, 131)),
        new Case(
            "cut where nothing less can be quantised",
            "quantizelinear input fill fill",
            0,
            g ->
                quantised(
                    g,
                    Build.apply(new Relu(), g.input("x", TensorType.of(DType.F32, 40))),
                    0.5,
                    DType.I8,
                    -128)),
        new Case(
            "rows of a table",
            "dequantizelinear gather input iota fill fill",
            0,
            g ->
                Build.apply(
                    new Gather(0),
                    uniform(g, bytes(g, "table", DType.U8, 11, 4), 0.7, 128),
                    g.apply(new org.ashlar.operators.create.Iota(DType.I64, Shape.of(5), 0)))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void keepTheNumbers(Case c) {
    var graph = new Graph();
    var before = c.program().apply(graph);
    var after = simplified(before);
    assertEquals(before.type(), after.type());
    assertEquals(c.left(), operators(after));
    var inputs =
        Walk.order(List.of(before, after)).stream().filter(v -> v.op() instanceof Input).toList();
    long seed = 5;
    var random = new Random(seed);
    var args = inputs.stream().map(v -> random(v.tensor(), random)).toList();
    var f =
        new org.ashlar.ir.Function("f", inputs, List.of(before, after), List.of("before", "after"));
    var results = new MeaningEvaluator().evaluate(f, args);
    var expected = results.getFirst().data();
    double largest = 0;
    for (int i = 0; i < expected.elements(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
    }
    assertTrue(largest > 0, "a program whose results are all 0 shows nothing");
    if (before.tensor().dtype() != DType.F32) {
      largest = 255;
    }
    for (int i = 0; i < expected.elements(); i++) {
      assertEquals(
          expected.get(i), results.getLast().data().get(i), c.tolerance() * largest, "at " + i);
    }
  }

  @Test
  void leaveLongSumsAlone() {
    var g = new Graph();
    for (long terms : new long[] {MultiplyIntegers.MOST, MultiplyIntegers.MOST + 1}) {
      var y =
          Build.matmul(
              uniform(g, bytes(g, "a", DType.I8, 5, terms), 0.1, 0),
              uniform(g, bytes(g, "b", DType.I8, terms, 9), 0.1, 0));
      boolean same = new MultiplyIntegers().apply(y) == y;
      assertEquals(terms > MultiplyIntegers.MOST, same);
    }
  }

  @Test
  void leaveFloatsAlone() {
    var g = new Graph();
    var y =
        Build.matmul(
            uniform(g, bytes(g, "a", DType.I8, 5, 7), 0.1, 0),
            g.input("b", TensorType.of(DType.F32, 7, 3)));
    assertSame(y, new MultiplyIntegers().apply(y));
  }

  /// All rules at every value, operands first, until none applies.
  private static Value simplified(Value root) {
    var made = new IdentityHashMap<Value, Value>();
    for (var value : Walk.order(List.of(root))) {
      var args = value.args().stream().map(made::get).toList();
      var now = value.graph().applyAll(value.op(), args).get(value.result());
      for (var rule : RULES) {
        var better = rule.apply(now);
        if (better != now) {
          now = simplified(better);
        }
      }
      made.put(value, now);
    }
    return made.get(root);
  }

  private static String operators(Value root) {
    var seen = new ArrayList<Value>();
    var open = new ArrayList<Value>(List.of(root));
    while (!open.isEmpty()) {
      var value = open.removeLast();
      if (!seen.contains(value)) {
        seen.add(value);
        open.addAll(value.args().reversed());
      }
    }
    return seen.stream().map(v -> v.op().name()).collect(Collectors.joining(" "));
  }

  private static TensorData random(TensorType type, Random random) {
    double least = type.dtype() == DType.I8 ? -128 : 0;
    var values =
        type.dtype().isInteger()
            ? random.doubles(type.shape().elements(), least, least + 256).map(Math::floor)
            : random.doubles(type.shape().elements(), 0.1, 1);
    return TensorData.of(type.dtype(), values.toArray(), type.shape().constants());
  }
}
