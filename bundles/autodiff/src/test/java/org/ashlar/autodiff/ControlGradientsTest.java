package org.ashlar.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Verify;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Checkpoints;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.If;
import org.ashlar.operators.control.Loop;
import org.ashlar.operators.control.Scan;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Derivatives through choices and loops against central differences, in `f64`.
class ControlGradientsTest {
  private static final double STEP = 1e-5;
  private static final TensorType COUNT = TensorType.of(DType.I64);
  private static final TensorType TRUTH = TensorType.of(DType.BOOL);
  private final MeaningEvaluator evaluator = new MeaningEvaluator();
  private final ReverseMode autodiff = new ReverseMode();

  record Case(String name, Function function) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Builds a function of inputs `p0`, `p1`, ….
  private static Function function(
      String name,
      List<? extends Type> types,
      java.util.function.Function<List<Value>, List<Value>> body) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    types.forEach(t -> inputs.add(graph.input("p" + inputs.size(), t)));
    return Function.of(name, inputs, body.apply(inputs));
  }

  private static TensorType f64(long... sizes) {
    return TensorType.of(DType.F64, sizes);
  }

  /// `h = tanh(x[t] w + h u + t / 10)`, states stacked; the loss is over the last one and all.
  private static Case recurrent(long steps, boolean reverse) {
    var body =
        function(
            "cell",
            List.of(COUNT, f64(2), f64(3), f64(3, 2), f64(2, 2)),
            a -> {
              var sum =
                  Build.add(Build.matmul(a.get(2), a.get(3)), Build.matmul(a.get(1), a.get(4)));
              var h = Build.tanh(Build.add(sum, Build.div(Build.cast(a.get(0), DType.F64), 10)));
              return List.of(h, Build.mul(h, h));
            });
    var loss =
        function(
            "loss",
            List.of(f64(2), f64(steps, 3), f64(3, 2), f64(2, 2)),
            a -> {
              var results = a.getFirst().graph().applyAll(new Scan(body, 1, 1, 0, reverse), a);
              var weights = Build.exp(Build.mul(results.get(1), 0.5));
              return List.of(Build.add(Build.sum(results.get(0)), Build.sum(weights)));
            });
    return new Case("scan of " + steps + (reverse ? " reversed" : ""), loss);
  }

  private static Function branch(String name, boolean sine) {
    return function(
        name,
        List.of(f64(2), f64(2)),
        a -> List.of(sine ? Build.mul(Build.tanh(a.get(0)), a.get(1)) : Build.exp(a.get(0))));
  }

  private static Case choice(boolean first) {
    var loss =
        function(
            "loss",
            List.of(f64(2), f64(2)),
            a -> {
              var sum = Build.sum(a.get(0));
              var when = Build.less(Build.scalar(sum, 0), first ? sum : Build.neg(sum));
              var y =
                  Build.apply(
                      new If(branch("one", true), branch("two", false)), when, a.get(0), a.get(1));
              return List.of(Build.sum(Build.mul(y, a.get(0))));
            });
    return new Case("choice of the " + (first ? "first" : "second"), loss);
  }

  /// `x = x² w` while x < 3, at most `most` times; x and the number of the step stacked.
  private static Case loop(long most) {
    var body =
        function(
            "square",
            List.of(COUNT, TRUTH, f64(), f64()),
            a -> {
              var x = Build.mul(Build.mul(a.get(2), a.get(2)), a.get(3));
              var go = Build.less(x, Build.scalar(x, 3));
              return List.of(go, x, Build.mul(x, Build.cast(a.get(0), DType.F64)));
            });
    var loss =
        function(
            "loss",
            List.of(f64(), f64()),
            a -> {
              var x = Build.add(a.get(0), 1);
              var go = Build.less(x, Build.scalar(x, 3));
              var results = x.graph().applyAll(new Loop(body, 2, most), List.of(go, x, a.get(1)));
              return List.of(
                  Build.add(Build.mul(results.get(1), a.get(1)), Build.sum(results.get(2))));
            });
    return new Case("loop of at most " + most, loss);
  }

  /// A scan of choices of which one is a loop.
  private static Case nested(long steps) {
    var inner =
        function(
            "inner",
            List.of(COUNT, TRUTH, f64(), f64()),
            a -> {
              var x = Build.add(Build.mul(a.get(2), a.get(3)), 0.1);
              return List.of(Build.less(x, Build.scalar(x, 0.6)), x);
            });
    var looping =
        function(
            "looping",
            List.of(f64(), f64()),
            a -> {
              var go = Build.less(a.get(0), Build.scalar(a.get(0), 0.6));
              return List.of(
                  a.getFirst()
                      .graph()
                      .applyAll(new Loop(inner, 2, 4), List.of(go, a.get(0), a.get(1)))
                      .get(1));
            });
    var plain =
        function(
            "plain",
            List.of(f64(), f64()),
            a -> List.of(Build.tanh(Build.mul(a.get(0), a.get(1)))));
    var body =
        function(
            "outer",
            List.of(COUNT, f64(), f64(), f64()),
            a -> {
              var even = Build.less(a.get(2), Build.scalar(a.get(2), 0.5));
              var mixed = Build.add(Build.mul(a.get(1), 0.5), a.get(2));
              return List.of(Build.apply(new If(looping, plain), even, mixed, a.get(3)));
            });
    var loss =
        function(
            "loss",
            List.of(f64(), f64(steps), f64()),
            a -> a.getFirst().graph().applyAll(new Scan(body, 1, 1, 0, false), a));
    return new Case("a scan of choices of loops", loss);
  }

  static Stream<Case> cases() {
    return Stream.of(
        recurrent(4, false),
        recurrent(4, true),
        recurrent(18, false),
        recurrent(18, true),
        choice(true),
        choice(false),
        loop(1),
        loop(6),
        loop(20),
        nested(17));
  }

  static Stream<Case> small() {
    return Stream.of(
        recurrent(3, false), recurrent(3, true), choice(true), choice(false), loop(4), nested(3));
  }

  private static List<TensorData> data(Function f) {
    var random = new Random(42);
    var data = new ArrayList<TensorData>();
    for (var input : f.inputs()) {
      var type = input.tensor();
      var values = new double[(int) type.shape().elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.1 + 0.8 * random.nextDouble();
      }
      data.add(TensorData.of(DType.F64, values, type.shape().constants()));
    }
    return data;
  }

  private void check(Function f, String of, Checkpoints checkpoints, double slack) {
    var derived = autodiff.gradient(f, of, f.inputNames(), checkpoints);
    Verify.function(derived);
    var args = data(f);
    var results = evaluator.evaluate(derived, args);
    int y = f.outputNames().indexOf(of);
    for (int n = 0; n < args.size(); n++) {
      var gradient = results.get(f.outputs().size() + n).data();
      var arg = args.get(n);
      for (int i = 0; i < arg.elements(); i++) {
        args.set(n, moved(arg, i, STEP));
        double above = evaluator.evaluate(f, args).get(y).data().get(0);
        args.set(n, moved(arg, i, -STEP));
        double below = evaluator.evaluate(f, args).get(y).data().get(0);
        double expected = (above - below) / (2 * STEP);
        assertEquals(
            expected,
            gradient.get(i),
            slack * (1 + Math.abs(expected)),
            "d_" + f.inputNames().get(n) + "[" + i + "]");
      }
      args.set(n, arg);
    }
  }

  private static TensorData moved(TensorData arg, int element, double by) {
    var values =
        IntStream.range(0, (int) arg.elements())
            .mapToDouble(i -> arg.get(i) + (i == element ? by : 0))
            .toArray();
    return TensorData.of(DType.F64, values, arg.sizes());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void meetCentralDifferences(Case c) {
    check(c.function(), "y", Checkpoints.ALL, 1e-7);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void meetCentralDifferencesInSegments(Case c) {
    check(c.function(), "y", Checkpoints.ROOT, 1e-7);
    check(c.function(), "y", new Checkpoints(3), 1e-7);
  }

  @ParameterizedTest
  @MethodSource("small")
  void meetCentralDifferencesAgain(Case c) {
    var first = autodiff.gradient(c.function(), "y", c.function().inputNames());
    var terms = new ArrayList<Value>();
    for (int i = 1; i < first.outputs().size(); i++) {
      var d = first.outputs().get(i);
      terms.add(Build.sum(Build.mul(d, Build.mul(d, 0.3 * i))));
    }
    var sum = terms.stream().reduce(Build::add).orElseThrow();
    check(Function.of("second", first.inputs(), List.of(sum)), "y", new Checkpoints(2), 1e-5);
  }

  /// How the loss grows in a direction is the gradient in that direction.
  @ParameterizedTest
  @MethodSource("cases")
  void tangentsAgreeWithGradients(Case c) {
    var f = c.function();
    var tangent = autodiff.tangent(f, f.inputNames());
    Verify.function(tangent);
    var args = data(f);
    var gradients = evaluator.evaluate(autodiff.gradient(f, "y", f.inputNames()), args);
    var given = new ArrayList<>(args);
    var random = new Random(7);
    double expected = 0;
    for (int n = 0; n < args.size(); n++) {
      var direction = TensorData.zeros(DType.F64, args.get(n).sizes());
      for (int i = 0; i < direction.elements(); i++) {
        direction.set(i, Double.doubleToLongBits(random.nextDouble() - 0.5));
        expected += direction.get(i) * gradients.get(1 + n).data().get(i);
      }
      given.add(direction);
    }
    assertEquals(expected, evaluator.evaluate(tangent, given).get(1).data().get(0), 1e-10);
  }

  /// The loss takes its loop's results from the loop that keeps the states: it runs once.
  @Test
  void theLoopForwardRunsOnce() {
    var f = recurrent(4, false).function();
    var derived = autodiff.gradient(f, "y", f.inputNames(), Checkpoints.ALL);
    var loops =
        Walk.order(derived.outputs()).stream()
            .filter(v -> v.op() instanceof Scan)
            .map(Value::op)
            .distinct()
            .count();
    assertEquals(2, loops);
  }

  @Test
  void segmentsKeepFewerStates() {
    var f = recurrent(100, false).function();
    assertEquals(100 * 2, states(f, Checkpoints.ALL));
    assertEquals(10 * 2, states(f, Checkpoints.ROOT));
    assertEquals(25 * 2, states(f, new Checkpoints(4)));
  }

  /// The elements of the largest stacked state that a loop of the derived function leaves.
  private long states(Function f, Checkpoints checkpoints) {
    var derived = autodiff.gradient(f, "y", f.inputNames(), checkpoints);
    return Walk.order(derived.outputs()).stream()
        .filter(
            v -> v.op() instanceof Scan s && v.result() == v.results().size() - 1 && !s.reverse())
        .mapToLong(v -> v.tensor().shape().elements())
        .max()
        .orElseThrow();
  }

  @Test
  void aLoopWithoutABoundHasNoGradient() {
    var body =
        function(
            "double",
            List.of(COUNT, TRUTH, f64()),
            a -> {
              var x = Build.mul(a.get(2), 2);
              return List.of(Build.less(x, Build.scalar(x, 3)), x);
            });
    var f =
        function(
            "f",
            List.of(TRUTH, f64()),
            a -> List.of(a.getFirst().graph().applyAll(new Loop(body, 2, 0), a).get(1)));
    assertEquals(
        "loop: gradient: a loop without a bound has none: say the most steps that it may take",
        assertThrows(IllegalArgumentException.class, () -> autodiff.gradient(f, "y", List.of("p1")))
            .getMessage());
    var tangent = autodiff.tangent(f, List.of("p1"));
    var results =
        evaluator.evaluate(
            tangent,
            List.of(
                TensorData.of(DType.BOOL, new double[] {1}),
                TensorData.scalar(DType.F64, 1),
                TensorData.scalar(DType.F64, 1)));
    assertEquals(4, results.get(1).data().get(0));
    assertTrue(tangent.outputNames().contains("t_y"));
  }

  @Test
  void checkpointsAreReadFromText() {
    assertEquals(Checkpoints.ROOT, Checkpoints.of("root"));
    assertEquals(Checkpoints.ALL, Checkpoints.of("all"));
    assertEquals(7, Checkpoints.of("7").every(100));
    assertEquals(
        "checkpoints: must be root, all, or every how many steps a state is kept: some",
        assertThrows(IllegalArgumentException.class, () -> Checkpoints.of("some")).getMessage());
  }
}
