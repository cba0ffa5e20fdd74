package org.ashlar.batching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.ashlar.autodiff.ReverseMode;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Verify;
import org.ashlar.ir.Vocabulary;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.If;
import org.ashlar.operators.control.Loop;
import org.ashlar.operators.control.Scan;
import org.ashlar.operators.pointwise.Less;
import org.ashlar.operators.random.RandomUniform;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;

class LeadingDimensionTest {
  private final Graph graph = new Graph();
  private final LeadingDimension batching = new LeadingDimension();
  private final ReverseMode autodiff = new ReverseMode();

  private Value f64(String name, long... sizes) {
    return graph.input(name, TensorType.of(DType.F64, sizes));
  }

  private static Function function(List<Value> inputs, Value... outputs) {
    return Function.of("f", inputs, List.of(outputs));
  }

  private Function batch(Function f, long size, String... inputs) {
    var batched = batching.batch(f, Set.of(inputs), Expr.of(size));
    Verify.function(batched);
    return batched;
  }

  private static double[] run(Function f, int output, TensorData... args) {
    return new MeaningEvaluator().evaluate(f, List.of(args)).get(output).data().toDoubles();
  }

  private static TensorData data(long[] sizes, double... values) {
    return TensorData.of(DType.F64, values, sizes);
  }

  private static TensorData truths(double... values) {
    return TensorData.of(DType.BOOL, values, values.length);
  }

  private static long[] sizes(long... sizes) {
    return sizes;
  }

  @Test
  void oneMoreIndexIsThreadedThroughWhatIsBatched() {
    var x = f64("x", 3, 4);
    var w = f64("w", 4);
    var b = f64("b", 3);
    var f = function(List.of(x, w, b), Build.tanh(Build.add(Build.matmul(x, w), b)));
    assertEquals(
        """
        function f(x: f64[5, 3, 4], w: f64[4], b: f64[3]) -> (y) {
          v0 = derived[label="matmul", \
        meaning=indexed [i0, i1] over k0 < 4 by sum(f64) = a0:f64[i0, i1, k0] * a1:f64[k0], result=f64[5, 3]](x, w) : f64[5, 3]
          v1 = add(v0, b) : f64[5, 3]
          y = tanh(v1) : f64[5, 3]
        }\
        """,
        Text.of(batch(f, 5, "x")));
  }

  @Test
  void whatNoExampleChangesIsComputedOnce() {
    var x = f64("x", 2);
    var w = f64("w", 2);
    var f = function(List.of(x, w), Build.mul(x, Build.exp(w)), Build.exp(w));
    assertEquals(
        """
        function f(x: f64[3, 2], w: f64[2]) -> (y0, y1) {
          v0 = exp(w) : f64[2]
          y0 = mul(x, v0) : f64[3, 2]
          y1 = broadcast[shape=[3, 2]](v0) : f64[3, 2]
        }\
        """,
        Text.of(batch(f, 3, "x")));
  }

  @Test
  void theSizeMayBeKnownAtLaunch() {
    var x = f64("x", 2);
    var n = new Expr.Size("n", 1, 64);
    var f = batching.batch(function(List.of(x), Build.sum(x)), Set.of("x"), n);
    assertArrayEquals(new double[] {3, 7}, run(f, 0, data(sizes(2, 2), 1, 2, 3, 4)));
  }

  @Test
  void aGradientOfItsOwnIsKept() {
    var x = f64("x", 2);
    var f = batch(function(List.of(x), Build.apply(new Softmax(), x)), 3, "x");
    var text = Text.of(f);
    var vocabulary = Vocabulary.of(List.of(new Batched(), new Softmax()));
    assertEquals(text, Text.of(Parse.function(text, vocabulary)));
    assertEquals("batched", f.outputs().getFirst().op().name());
    var stopped = function(List.of(x), Build.mul(x, Build.stopGradient(x)));
    var d = autodiff.gradient(batch(stopped, 2, "x"), "y", List.of("x"));
    assertArrayEquals(new double[] {1, 2, 3, 4}, run(d, 1, data(sizes(2, 2), 1, 2, 3, 4)));
  }

  /// Σ (x · w)² has the gradient 2 (x · w) x by w, for each example its own.
  @Test
  void gradientsOfEachExample() {
    var x = f64("x", 2);
    var w = f64("w", 2);
    var dot = Build.sum(Build.mul(x, w));
    var f = function(List.of(x, w), Build.mul(dot, dot));
    var each = batch(autodiff.gradient(f, "y", List.of("w")), 2, "x");
    var xs = data(sizes(2, 2), 1, 2, 3, 4);
    var ws = data(sizes(2), 1, -1);
    assertArrayEquals(new double[] {-2, -4, -6, -8}, run(each, 1, xs, ws));
    var summed = autodiff.gradient(batch(f, 2, "x"), "y", List.of("w"));
    assertArrayEquals(new double[] {-8, -12}, run(summed, 1, xs, ws));
  }

  /// A row of the identity for every output: by gradients a row of the Jacobian each.
  @Test
  void aJacobianByRowsAndByColumns() {
    var x = f64("x", 2);
    var w = f64("w", 3, 2);
    var y = Build.tanh(Build.matmul(w, x));
    var v = f64("v", 3);
    var f = function(List.of(x, w, v), Build.sum(Build.mul(y, v)));
    var rows = batch(autodiff.gradient(f, "y", List.of("x")), 3, "v");
    var xs = data(sizes(2), 0.5, -0.25);
    var ws = data(sizes(3, 2), 1, 2, 3, -4, 0.5, 0);
    var expected = new double[6];
    for (int i = 0; i < 3; i++) {
      double h = ws.get(2 * i) * 0.5 + ws.get(2 * i + 1) * -0.25;
      double slope = 1 - Math.tanh(h) * Math.tanh(h);
      expected[2 * i] = slope * ws.get(2 * i);
      expected[2 * i + 1] = slope * ws.get(2 * i + 1);
    }
    assertArrayEquals(
        expected, run(rows, 1, xs, ws, data(sizes(3, 3), 1, 0, 0, 0, 1, 0, 0, 0, 1)), 1e-12);
    var tangent = autodiff.tangent(function(List.of(x, w), y), List.of("x"));
    var columns = batch(tangent, 2, "t_x");
    var given = run(columns, 1, xs, ws, data(sizes(2, 2), 1, 0, 0, 1));
    for (int i = 0; i < 3; i++) {
      assertEquals(expected[2 * i], given[i], 1e-12);
      assertEquals(expected[2 * i + 1], given[3 + i], 1e-12);
    }
  }

  @Test
  void batchedTwiceIsBatchedByBoth() {
    var x = f64("x", 2);
    var y = f64("y", 2);
    var f = function(List.of(x, y), Build.sum(Build.mul(x, y)));
    var all = batch(batch(f, 2, "y"), 3, "x");
    assertArrayEquals(
        new double[] {1, 2, 3, 4, 4, 6},
        run(all, 0, data(sizes(3, 2), 1, 0, 0, 1, 1, 1), data(sizes(2, 2), 1, 3, 2, 4)));
  }

  /// Equal seeds draw equal numbers; a seed for each example draws other ones.
  @Test
  void randomNumbersFollowTheirSeed() {
    var seed = graph.input("seed", TensorType.of(DType.I64));
    var x = f64("x", 2);
    var draw = Build.apply(new RandomUniform(DType.F64, x.tensor().shape(), 0), seed);
    var f = function(List.of(x, seed), Build.add(x, draw));
    var xs = data(sizes(2, 2), 0, 0, 0, 0);
    var shared = run(batch(f, 2, "x"), 0, xs, TensorData.of(DType.I64, new double[] {7}));
    assertArrayEquals(Arrays.copyOf(shared, 2), Arrays.copyOfRange(shared, 2, 4));
    var own =
        run(batch(f, 2, "x", "seed"), 0, xs, TensorData.of(DType.I64, new double[] {7, 8}, 2));
    assertArrayEquals(Arrays.copyOf(shared, 2), Arrays.copyOf(own, 2));
    var eight = run(f, 0, data(sizes(2), 0, 0), TensorData.of(DType.I64, new double[] {8}));
    assertArrayEquals(eight, Arrays.copyOfRange(own, 2, 4));
  }

  private static Function inside(
      String name, List<Type> types, java.util.function.Function<List<Value>, List<Value>> body) {
    var inner = new Graph();
    var inputs = new java.util.ArrayList<Value>();
    types.forEach(t -> inputs.add(inner.input("p" + inputs.size(), t)));
    return Function.of(name, inputs, body.apply(inputs));
  }

  @Test
  void aChoiceOfEachExample() {
    var number = TensorType.of(DType.F64, 2);
    var branch =
        new If(
            inside("twice", List.of(number), a -> List.of(Build.mul(a.get(0), 2))),
            inside("minus", List.of(number), a -> List.of(Build.neg(a.get(0)))));
    var when = graph.input("when", TensorType.of(DType.BOOL));
    var x = f64("x", 2);
    var f = function(List.of(when, x), Build.apply(branch, when, x));
    var xs = data(sizes(2, 2), 1, 2, 3, 4);
    assertArrayEquals(
        new double[] {2, 4, -3, -4}, run(batch(f, 2, "when", "x"), 0, truths(1, 0), xs));
    assertArrayEquals(
        new double[] {2, 4, -1, -2},
        run(batch(f, 2, "when"), 0, truths(1, 0), data(sizes(2), 1, 2)));
    var shared = batch(f, 2, "x");
    assertEquals("if", shared.outputs().getFirst().op().name());
    assertArrayEquals(
        new double[] {-1, -2, -3, -4},
        run(shared, 0, TensorData.of(DType.BOOL, new double[] {0}), xs));
  }

  /// `s += x[t] · w`, the sums stacked.
  @Test
  void aScanOfEachExample() {
    var number = TensorType.of(DType.F64);
    var body =
        inside(
            "step",
            List.of(TensorType.of(DType.I64), number, number, number),
            a -> {
              var next = Build.add(a.get(1), Build.mul(a.get(2), a.get(3)));
              return List.of(next, next);
            });
    var s = f64("s");
    var x = f64("x", 3);
    var w = f64("w");
    for (boolean reverse : new boolean[] {false, true}) {
      var results = graph.applyAll(new Scan(body, 1, 1, 0, reverse), List.of(s, x, w));
      var f = function(List.of(s, x, w), results.get(0), results.get(1));
      var xs = data(sizes(2, 3), 1, 2, 3, 4, 5, 6);
      var zero = data(sizes(), 0);
      var sums = reverse ? new double[] {6, 5, 3, 15, 11, 6} : new double[] {1, 3, 6, 4, 9, 15};
      assertArrayEquals(sums, run(batch(f, 2, "x"), 1, zero, xs, data(sizes(), 1)));
      assertArrayEquals(
          new double[] {6, 12},
          run(batch(f, 2, "w"), 0, zero, data(sizes(3), 1, 2, 3), data(sizes(2), 1, 2)));
    }
  }

  /// Doubles while below 10: every example stops by itself.
  @Test
  void aLoopOfEachExample() {
    var number = TensorType.of(DType.F64);
    var body =
        inside(
            "double",
            List.of(TensorType.of(DType.I64), TensorType.of(DType.BOOL), number),
            a -> {
              var twice = Build.mul(a.get(2), 2);
              return List.of(Build.apply(new Less(), twice, Build.scalar(twice, 10)), twice, twice);
            });
    var go = graph.input("go", TensorType.of(DType.BOOL));
    var x = f64("x");
    var results = graph.applyAll(new Loop(body, 2, 5), List.of(go, x));
    var f = function(List.of(go, x), results.get(1), results.get(2));
    var batched = batch(f, 3, "go", "x");
    var xs = data(sizes(3), 1, 4, 3);
    assertArrayEquals(new double[] {16, 16, 3}, run(batched, 0, truths(1, 1, 0), xs));
    assertArrayEquals(
        new double[] {2, 4, 8, 16, 0, 8, 16, 0, 0, 0, 0, 0, 0, 0, 0},
        run(batched, 1, truths(1, 1, 0), xs));
    var unbounded =
        inside(
            "double",
            List.of(TensorType.of(DType.I64), TensorType.of(DType.BOOL), number),
            a -> {
              var twice = Build.mul(a.get(2), 2);
              return List.of(Build.apply(new Less(), twice, Build.scalar(twice, 10)), twice);
            });
    var free = graph.applyAll(new Loop(unbounded, 2, 0), List.of(go, x));
    assertArrayEquals(
        new double[] {16, 16, 12},
        run(
            batch(function(List.of(go, x), free.get(1)), 3, "x"),
            0,
            TensorData.of(DType.BOOL, new double[] {1}),
            xs));
  }

  /// Sorts; what its result's type is depends on the test.
  private record Sort() implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      return args;
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Opaque(data -> {
        var values = data.getFirst().toDoubles();
        Arrays.sort(values);
        return List.of(TensorData.of(DType.F64, values, values.length));
      });
    }
  }

  private record Keep() implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      return List.of(
          new TensorType(DType.F64, new org.ashlar.ir.Shape(List.of(new Expr.Size("kept", 0, 3)))));
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Opaque(data -> data);
    }
  }

  @Test
  void hostFunctionsSeeOneExampleAfterTheOther() {
    var x = f64("x", 3);
    var f = batch(function(List.of(x), Build.apply(new Sort(), x)), 2, "x");
    assertArrayEquals(
        new double[] {1, 2, 3, 4, 5, 6}, run(f, 0, data(sizes(2, 3), 3, 1, 2, 6, 5, 4)));
  }

  private static void refuses(String message, Consumer<Void> run) {
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, () -> run.accept(null)).getMessage());
  }

  @Test
  void whatCannotBeBatchedIsNamed() {
    var x = f64("x", 3);
    var f = function(List.of(x), Build.neg(x));
    refuses(
        "batch of f: no input is named z: the inputs are x",
        _ -> batching.batch(f, Set.of("z"), Expr.of(2)));
    var kept = function(List.of(x), Build.apply(new Keep(), x));
    refuses(
        "keep: batching: the sizes of its results depend on the numbers of each example:"
            + " f64[kept:0..3]",
        _ -> batching.batch(kept, Set.of("x"), Expr.of(2)));
  }
}
