package org.ashlar.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.ashlar.autodiff.ReverseMode;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.image.Interpolation;
import org.ashlar.operators.image.Resize;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Flip;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Roll;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.move.Tile;
import org.ashlar.operators.move.Transpose;
import org.ashlar.operators.pool.AdaptiveAveragePool;
import org.ashlar.operators.pool.AdaptiveMaxPool;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.ConvTranspose;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceProd;
import org.ashlar.operators.reduce.ReduceSum;
import org.ashlar.operators.signal.InverseStft;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InvertIndexTest {
  record Case(Operator op, List<TensorType> args) {
    @Override
    public String toString() {
      return op + " of " + args;
    }
  }

  private static Case of(Operator op, TensorType... args) {
    return new Case(op, List.of(args));
  }

  private static TensorType f64(long... sizes) {
    return TensorType.of(DType.F64, sizes);
  }

  private static List<Long> list(long... numbers) {
    return java.util.Arrays.stream(numbers).boxed().toList();
  }

  private static List<Double> factors(Double... numbers) {
    return List.of(numbers);
  }

  static Stream<Case> cases() {
    return Stream.of(
        of(new MatMul(), f64(3, 4), f64(4, 2)),
        of(new MatMul(), f64(2, 3, 4), f64(2, 1, 4, 2)),
        of(new MatMul(), f64(4), f64(4)),
        of(new Conv(), f64(2, 2, 7), f64(3, 2, 3)),
        of(new Conv(list(), list(1, 1, 1, 1), list(), 1), f64(2, 2, 5, 5), f64(3, 2, 3, 3)),
        of(new Conv(list(2, 3), list(1, 0, 1, 2), list(), 2), f64(1, 4, 5, 7), f64(4, 2, 3, 2)),
        of(new Conv(list(2, 1), list(2, 1, 1, 0), list(2, 3), 1), f64(1, 2, 6, 7), f64(2, 2, 3, 2)),
        of(new Conv(list(2, 2), list(), list(2, 2), 1), f64(1, 1, 9, 8), f64(1, 1, 3, 2)),
        of(new Conv(list(1, 1), list(), list(), 4), f64(1, 4, 3, 3), f64(4, 1, 2, 2)),
        of(new Conv(list(1, 1), list(), list(), 2), f64(1, 4, 3, 3), f64(2, 2, 3, 3)),
        of(new Conv(list(2, 2, 2), list(), list(), 1), f64(1, 1, 3, 4, 5), f64(1, 1, 2, 2, 2)),
        of(new MaxPool(), f64(1, 2, 5, 4)),
        of(new MaxPool(list(3, 2), list(2, 1), list(1, 1, 1, 0), list(1, 2)), f64(1, 1, 5, 4)),
        of(new MaxPool(list(2, 2), list(3, 3), list(), list()), f64(1, 1, 8, 7)),
        of(new AveragePool(), f64(1, 2, 5, 4)),
        of(new AveragePool(list(3, 2), list(2, 1), list(1, 1, 1, 0), false), f64(1, 1, 5, 4)),
        of(new ReduceSum(List.of(1L), true), f64(2, 3, 4)),
        of(new ReduceMax(List.of(1L), true), f64(2, 3, 4)),
        of(new ReduceProd(List.of(0L, 2L), false), f64(2, 3, 4)),
        of(new Transpose(list(1, 2, 0)), f64(2, 3, 4)),
        of(new Slice(list(1, 2, 0), Shape.of(1, 2, 2), list(1, -1, 3)), f64(2, 3, 4)),
        of(new Pad(list(1, 0, 2, 0, 3, 0), 7), f64(2, 3, 4)),
        of(new Broadcast(Shape.of(2, 3, 4)), f64(3, 1)),
        of(new Concat(1), f64(2, 1), f64(2, 2), f64(2, 3)),
        of(new ConvTranspose(), f64(1, 2, 4), f64(2, 3, 3)),
        of(new Flip(list(0, 2)), f64(2, 3, 4)),
        of(new Tile(list(3, 2)), f64(2, 3)),
        of(new Roll(list(-1, 6), list(0, 1)), f64(3, 4)),
        of(new Pad(list(2, 1, 3, 2), 0, Pad.Mode.EDGE), f64(3, 4)),
        of(new Pad(list(2, 1, 2, 3), 0, Pad.Mode.REFLECT), f64(3, 4)),
        of(new Pad(list(2, 7, 3, 5), 0, Pad.Mode.WRAP), f64(3, 4)),
        of(new Resize(), f64(2, 3)),
        of(new Resize(factors(1.5, 0.6), list(), list(0, 1), Interpolation.LINEAR), f64(4, 5)),
        of(new Resize(factors(), list(3, 9), list(0, 1), Interpolation.CUBIC), f64(4, 5)),
        of(new InverseStft(3, false), f64(1, 2, 4, 2), f64(4)),
        of(new AdaptiveAveragePool(list(3, 7)), f64(1, 2, 5, 4)),
        of(new AdaptiveMaxPool(list(3, 7)), f64(1, 1, 5, 4)));
  }

  /// The gradients of an operator, as the derivative makes them.
  private static Function gradients(Case c) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    for (int i = 0; i < c.args().size(); i++) {
      inputs.add(graph.input("x" + i, c.args().get(i)));
    }
    var y = graph.apply(c.op(), inputs);
    var names = inputs.stream().map(v -> ((org.ashlar.ir.Input) v.op()).label()).toList();
    inputs.add(graph.input("weights", y.type()));
    var loss = Function.of("loss", inputs, List.of(Build.sum(Build.mul(y, inputs.getLast()))));
    return new ReverseMode().gradient(loss, "y", names);
  }

  private static Function inverted(Function f) {
    var rule = new InvertIndex();
    Map<Value, Value> made = new IdentityHashMap<>();
    for (var value : Walk.order(f.outputs())) {
      var args = value.args().stream().map(made::get).toList();
      made.put(value, rule.apply(value.graph().applyAll(value.op(), args).get(value.result())));
    }
    return new Function(
        f.name(), f.inputs(), f.outputs().stream().map(made::get).toList(), f.outputNames());
  }

  private static boolean scatters(Function f) {
    return Walk.order(f.outputs()).stream()
        .filter(v -> !v.args().isEmpty())
        .anyMatch(v ->
            v.op().meaning(v.args().stream().map(Value::type).toList())
                instanceof Meaning.Scattered);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leavesNoScatterAndTheSameNumbers(Case c) {
    var f = gradients(c);
    var g = inverted(f);
    assertTrue(scatters(f));
    assertFalse(scatters(g));
    var random = new Random(7);
    var args = f.inputs().stream().map(v -> random(v.tensor(), random)).toList();
    var evaluator = new MeaningEvaluator();
    var before = evaluator.evaluate(f, args);
    var after = evaluator.evaluate(g, args);
    for (int o = 0; o < before.size(); o++) {
      var expected = before.get(o).data();
      for (int i = 0; i < expected.elements(); i++) {
        assertEquals(
            expected.get(i),
            after.get(o).data().get(i),
            1e-12 * (1 + Math.abs(expected.get(i))),
            f.outputNames().get(o) + "[" + i + "]");
      }
    }
  }

  @Test
  void sizesMayBeKnownAtLaunchOnly() {
    var graph = new Graph();
    var n = new Expr.Size("n", 1, 64);
    var x = graph.input("x", new TensorType(DType.F64, new Shape(List.of(n, Expr.of(4)))));
    var w = graph.input("w", f64(4, 2));
    var loss = Build.mean(Build.exp(Build.matmul(x, w)));
    var f =
        new ReverseMode()
            .gradient(Function.of("f", List.of(x, w), List.of(loss)), "y", List.of("x", "w"));
    var g = inverted(f);
    assertFalse(scatters(g));
    var random = new Random(5);
    var args = List.of(random(f64(3, 4), random), random(f64(4, 2), random));
    var evaluator = new MeaningEvaluator();
    var before = evaluator.evaluate(f, args);
    var after = evaluator.evaluate(g, args);
    for (int o = 0; o < before.size(); o++) {
      assertArrayEquals(before.get(o).data().toDoubles(), after.get(o).data().toDoubles(), 1e-12);
    }
  }

  @Test
  void placesThatAreReadStayAScatter() {
    var graph = new Graph();
    var table = graph.input("table", f64(5, 2));
    var places = graph.input("places", TensorType.of(DType.I64, 3));
    var loss = Build.sum(Build.exp(Build.gather(table, places, 0)));
    var f =
        new ReverseMode()
            .gradient(
                Function.of("f", List.of(table, places), List.of(loss)), "y", List.of("table"));
    assertTrue(scatters(inverted(f)));
  }

  /// What leads to one place from everywhere would be asked for everywhere.
  @Test
  void whatIsNotWorthASearchStaysAScatter() {
    var graph = new Graph();
    var x = graph.input("x", f64(2));
    var loss = Build.sum(Build.exp(Build.apply(new Pad(list(40, 40), 0, Pad.Mode.EDGE), x)));
    var f =
        new ReverseMode().gradient(Function.of("f", List.of(x), List.of(loss)), "y", List.of("x"));
    assertFalse(scatters(inverted(f)), "two places of a small tensor are searched");
    var wide = graph.input("wide", f64(100));
    var padded = Build.apply(new Pad(list(5000, 5000), 0, Pad.Mode.EDGE), wide);
    var g =
        new ReverseMode()
            .gradient(
                Function.of("g", List.of(wide), List.of(Build.sum(Build.exp(padded)))),
                "y",
                List.of("wide"));
    assertTrue(scatters(inverted(g)));
  }

  @Test
  void aProductsGradientLooksLikeAProduct() {
    var graph = new Graph();
    var a = graph.input("a", f64(3, 4));
    var b = graph.input("b", f64(4, 2));
    var dy = graph.input("dy", f64(3, 2));
    var loss = Build.sum(Build.mul(Build.matmul(a, b), dy));
    var f =
        new ReverseMode()
            .gradient(Function.of("f", List.of(a, b, dy), List.of(loss)), "y", List.of("a", "b"));
    var g = inverted(f);
    assertEquals(
        "indexed [i0, i1] over k0 < 2 by sum(f64) = a1:f64[i0, k0] * a0:f64[i1, k0]",
        meaning(g.outputs().get(1)));
    assertEquals(
        "indexed [i0, i1] over k0 < 3 by sum(f64) = a0:f64[k0, i0] * a1:f64[k0, i1]",
        meaning(g.outputs().get(2)));
  }

  private static String meaning(Value value) {
    return Text.of(value.op().meaning(value.args().stream().map(Value::type).toList()));
  }

  private static TensorData random(TensorType type, Random random) {
    var values = random.doubles(type.shape().elements(), -1, 1).toArray();
    return TensorData.of(type.dtype(), values, type.shape().constants());
  }
}
