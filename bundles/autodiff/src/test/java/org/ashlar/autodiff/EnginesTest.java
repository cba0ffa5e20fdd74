package org.ashlar.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.operators.normalise.LayerNorm;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Sin;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.reduce.ReduceProd;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All engines on whole networks, and what they have in common.
class EnginesTest {
  private static final List<Autodiff> ENGINES =
      List.of(new ReverseMode(), new ForwardMode(), new RecordedTape());

  private final Graph graph = new Graph();

  private Value input(String name, long... sizes) {
    return graph.input(name, TensorType.of(DType.F64, sizes));
  }

  private static Function function(Value y, Value... inputs) {
    return Function.of("network", List.of(inputs), List.of(y));
  }

  private static double[] numbers(Function f, int output, TensorData... args) {
    return new MeaningEvaluator().evaluate(f, List.of(args)).get(output).data().toDoubles();
  }

  // ── networks ──

  record Network(String name, Function function) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Network> networks() {
    return Stream.of(
        new Network("perceptron", new EnginesTest().perceptron()),
        new Network("convolutions", new EnginesTest().convolutions()),
        new Network("attention", new EnginesTest().attention()),
        new Network("whole numbers and truths", new EnginesTest().whole()),
        new Network("several results", new EnginesTest().severalResults()));
  }

  private Function perceptron() {
    var x = input("x", 3, 2);
    var w = input("w", 2, 4);
    var b = input("b", 4);
    var v = input("v", 4, 3);
    var labels = graph.input("labels", TensorType.of(DType.I64, 3));
    var hidden = Build.apply(new Gelu(), Build.add(Build.matmul(x, w), b));
    return function(
        Build.apply(new CrossEntropy(), Build.matmul(hidden, v), labels), x, w, b, v, labels);
  }

  private Function convolutions() {
    var x = input("x", 1, 1, 4, 4);
    var w = input("w", 2, 1, 3, 3);
    var padded = new Conv(List.of(), List.of(1L, 1L, 1L, 1L), List.of(), 1);
    var scale = input("scale", 4);
    var bias = input("bias", 4);
    var y = Build.apply(new LayerNorm(-1, 1e-5), Build.apply(padded, x, w), scale, bias);
    return function(Build.reduceMax(Build.tanh(y)), x, w, scale, bias);
  }

  private Function attention() {
    var q = input("q", 3, 4);
    var k = input("k", 3, 4);
    var v = input("v", 3, 4);
    var scores = Build.apply(new Softmax(-1), Build.div(Build.matmul(q, Build.transpose(k)), 2));
    return function(Build.sum(Build.pow(Build.matmul(scores, v), 2)), q, k, v);
  }

  private Function whole() {
    var x = input("x", 4);
    var at = graph.input("at", TensorType.of(DType.I64, 3));
    var taken = Build.gather(Build.mul(x, x), at, 0);
    var large = Build.greater(taken, Build.scalar(taken, 0.5));
    var largest = Build.cast(Build.argmax(x, 0), DType.F64);
    var chosen = Build.where(large, Build.exp(taken), Build.neg(taken));
    return function(Build.sum(Build.mul(chosen, largest)), x, at);
  }

  /// Gives `a · b`, `sin a` and the place of the largest.
  record Several() implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      return List.of(args.getFirst(), args.getFirst(), TensorType.of(DType.I64));
    }

    @Override
    public Meaning meaning(List<Type> args) {
      var inside = new Graph();
      var a = inside.input("a", args.get(0));
      var b = inside.input("b", args.get(1));
      return new Meaning.Composed(
          Function.of(
              "several",
              List.of(a, b),
              List.of(
                  Build.mul(a, b), Build.apply(new Sin(), a), Build.argmax(Build.add(a, b), 0))));
    }
  }

  private Function severalResults() {
    var x = input("x", 4);
    var results = graph.applyAll(new Several(), List.of(x, Build.exp(x)));
    // one value twice, and a result that stays unused
    var twice = graph.applyAll(new Several(), List.of(results.get(1), results.get(1)));
    return function(Build.sum(Build.add(results.getFirst(), twice.getFirst())), x);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void allEnginesGiveOneGradient(Network network) {
    var checks = new Checks();
    checks.differences(network.function());
    checks.engines(network.function());
    checks.tangents(network.function());
    checks.secondDifferences(network.function());
  }

  /// `eˣ · stop(x²)`: the square counts as a number, for the gradient and for a direction.
  @Test
  void aStoppedGradientIsNone() {
    var x = input("x", 2);
    var f = function(Build.mul(Build.exp(x), Build.stopGradient(Build.mul(x, x))), x);
    var at = TensorData.of(DType.F64, new double[] {0, 1}, 2);
    var along = TensorData.of(DType.F64, new double[] {5, 2}, 2);
    for (var engine : ENGINES) {
      assertArrayEquals(
          new double[] {0, Math.E}, numbers(engine.gradient(f, "y", List.of("x")), 1, at), 1e-15);
      assertArrayEquals(
          new double[] {0, 2 * Math.E},
          numbers(engine.tangent(f, List.of("x")), 1, at, along),
          1e-15);
    }
  }

  // ── what they share ──

  @Test
  void namesAndDtypesAreChecked() {
    var x = input("x", 2);
    var f = function(Build.exp(x), x);
    for (var engine : ENGINES) {
      refuses(
          "gradient of network: no output is named z: the outputs are y",
          () -> engine.gradient(f, "z", List.of("x")));
      refuses(
          "gradient of network: no input is named v: the inputs are x",
          () -> engine.gradient(f, "y", List.of("v")));
      refuses(
          "tangent of network: no input is named v: the inputs are x",
          () -> engine.tangent(f, List.of("v")));
      refuses(
          "mul: gradient: only arguments of floats have one: argument 0 is i64[2]",
          () ->
              engine.pullback(
                  new Mul(),
                  List.of(TensorType.of(DType.I64, 2), TensorType.of(DType.I64, 2)),
                  List.of(0)));
    }
  }

  @Test
  void forwardModeRefusesWhatIsTooLarge() {
    var x = input("x", 13, 5);
    refuses(
        "gradient of network: forward mode takes at most 64 elements: x have 65: use reverse mode",
        () -> new ForwardMode().gradient(function(Build.exp(x), x), "y", List.of("x")));
  }

  @Test
  void namesThatAreTakenGetANumber() {
    var x = input("x", 2);
    for (var engine : ENGINES) {
      var first = engine.gradient(function(Build.exp(x), x), "y", List.of("x"));
      var second = engine.gradient(first, "d_x", List.of("x"));
      assertEquals(List.of("y", "d_x", "d_x2"), second.outputNames());
      var twice =
          engine.tangent(engine.tangent(function(Build.exp(x), x), List.of("x")), List.of("x"));
      assertEquals(List.of("x", "t_x", "t_x2"), twice.inputNames());
      assertEquals(List.of("y", "t_y", "t_y2", "t_t_y"), twice.outputNames());
    }
  }

  /// What a recorder of single calls asks for: arguments, results and gradients in, gradients out.
  @Test
  void aPullbackTakesWhatACallGave() {
    var type = TensorType.of(DType.F64, 2);
    var f = new RecordedTape().pullback(new Mul(), List.of(type, type), List.of(1, 0));
    assertEquals(List.of("a0", "a1", "y0", "dy0"), f.inputNames());
    assertEquals(List.of("d_a1", "d_a0"), f.outputNames());
    var a = TensorData.of(DType.F64, new double[] {2, 3}, 2);
    var b = TensorData.of(DType.F64, new double[] {5, 7}, 2);
    var y = TensorData.of(DType.F64, new double[] {10, 21}, 2);
    var dy = TensorData.of(DType.F64, new double[] {1, -1}, 2);
    assertArrayEquals(new double[] {2, -3}, numbers(f, 0, a, b, y, dy));
    assertArrayEquals(new double[] {5, -7}, numbers(f, 1, a, b, y, dy));
  }

  /// Nothing in the derivatives of a product is larger than what is multiplied.
  @Test
  void productsCostWhatTheirElementsDo() {
    var x = input("x", 500);
    for (var engine : List.of(new ReverseMode(), new RecordedTape())) {
      var f = function(Build.apply(new ReduceProd(), x), x);
      var first = engine.gradient(f, "y", List.of("x"));
      var second = engine.gradient(first, "d_x", List.of("x"));
      for (var value : Walk.order(second.outputs())) {
        assertTrue(value.tensor().shape().elements() <= 500, value::toString);
      }
    }
  }

  private static void refuses(String message, Runnable run) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, run::run).getMessage());
  }
}
