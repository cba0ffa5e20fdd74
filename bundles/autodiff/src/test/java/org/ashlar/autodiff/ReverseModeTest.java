package org.ashlar.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.build.Build;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;

class ReverseModeTest {
  private final Graph graph = new Graph();
  private final ReverseMode autodiff = new ReverseMode();
  private final Value x = input("x", 3);
  private final Value w = input("w", 3);

  private Value input(String name, long... sizes) {
    return graph.input(name, TensorType.of(DType.F32, sizes));
  }

  private Function function(Value... outputs) {
    return Function.of("f", List.of(x, w), List.of(outputs));
  }

  /// The numbers of a derived function's outputs for x = [1, 2, 3] and w = [4, 5, 6].
  private static List<List<Float>> numbers(Function f) {
    var args =
        List.of(TensorData.of(new float[] {1, 2, 3}, 3), TensorData.of(new float[] {4, 5, 6}, 3));
    return new MeaningEvaluator()
        .evaluate(f, args).stream()
            .map(r -> {
              var floats = new java.util.ArrayList<Float>();
              for (float v : r.data().toFloats()) {
                floats.add(v);
              }
              return List.copyOf(floats);
            })
            .toList();
  }

  private static void refuses(String message, Runnable run) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, run::run).getMessage());
  }

  @Test
  void theDerivedFunctionIsAnOrdinaryOne() {
    var f = autodiff.gradient(function(Build.sum(Build.mul(x, w))), "y", List.of("w", "x"));
    assertEquals(
        """
        function f(x: f32[3], w: f32[3]) -> (y, d_w, d_x) {
          v0 = mul(x, w) : f32[3]
          y = reducesum(v0) : f32[]
          v1 = fill[value=1.0]() : f32[]
          v2 = derived[label="d_reducesum", meaning=scattered [i0] initial 0.0 over k0 < 3 at [k0] add= a0, \
        result=f32[3]](v1) : f32[3]
          d_w = derived[label="d_mul", meaning=pointwise a0 * a1, result=f32[3]](x, v2) : f32[3]
          d_x = derived[label="d_mul", meaning=pointwise a1 * a0, result=f32[3]](w, v2) : f32[3]
        }\
        """,
        Text.of(f));
    assertEquals(List.of(List.of(32f), List.of(1f, 2f, 3f), List.of(4f, 5f, 6f)), numbers(f));
  }

  @Test
  void theFunctionGivenIsNotTouched() {
    var f = function(Build.sum(Build.mul(x, w)));
    var before = Text.of(f);
    var derived = autodiff.gradient(f, "y", List.of("x"));
    assertEquals(before, Text.of(f));
    assertTrue(derived.inputs().getFirst().graph() != graph);
  }

  @Test
  void partsAddUpWhereAValueIsUsedAgain() {
    var twice = Build.mul(x, x);
    var f = autodiff.gradient(function(Build.add(twice, Build.mul(twice, x))), "y", List.of("x"));
    assertEquals(List.of(5f, 16f, 33f), numbers(f).getLast());
  }

  @Test
  void anInputWithoutInfluenceHasZeros() {
    var f = autodiff.gradient(function(Build.exp(Build.stopGradient(x))), "y", List.of("x", "w"));
    assertEquals(List.of(List.of(0f, 0f, 0f), List.of(0f, 0f, 0f)), numbers(f).subList(1, 3));
    var cut = Build.cast(Build.cast(x, DType.I32), DType.F32);
    assertEquals(
        List.of(0f, 0f, 0f),
        numbers(autodiff.gradient(function(cut), "y", List.of("x"))).getLast());
  }

  @Test
  void oneOutputOfSeveralIsDerived() {
    var f = autodiff.gradient(function(Build.mul(x, w), Build.mul(x, 7)), "y1", List.of("x"));
    assertEquals(List.of("y0", "y1", "d_x"), f.outputNames());
    assertEquals(List.of(7f, 7f, 7f), numbers(f).getLast());
  }

  @Test
  void tiesGoToTheFirst() {
    var f =
        autodiff.gradient(
            function(Build.add(Build.max(x, x), Build.mul(Build.min(x, w), 0))), "y", List.of("x"));
    assertEquals(List.of(1f, 1f, 1f), numbers(f).getLast());
    var equal = Build.mul(x, 0);
    var largest =
        autodiff.gradient(
            function(Build.reduceMax(Build.add(equal, Build.mul(x, 0)))), "y", List.of("x"));
    assertEquals(List.of(0f, 0f, 0f), numbers(largest).getLast());
    var first =
        autodiff.gradient(
            function(Build.reduceMax(Build.sub(x, Build.stopGradient(x)))), "y", List.of("x"));
    assertEquals(List.of(1f, 0f, 0f), numbers(first).getLast());
  }

  @Test
  void aDeepChainGrowsByTheSameAtEveryLink() {
    long[] sizes = new long[2];
    for (int round = 0; round < 2; round++) {
      var y = x;
      for (int i = 0; i < 1000 * (round + 1); i++) {
        y = Build.apply(new Gelu(), y);
      }
      var f = autodiff.gradient(function(y), "y", List.of("x"));
      sizes[round] = Walk.order(f.outputs()).size();
    }
    assertEquals(2000, sizes[1] - sizes[0]);
  }

  @Test
  void namesAndDtypesAreChecked() {
    var f = function(Build.mul(x, w));
    refuses(
        "gradient of f: no output is named z: the outputs are y",
        () -> autodiff.gradient(f, "z", List.of("x")));
    refuses(
        "gradient of f: no input is named v: the inputs are x, w",
        () -> autodiff.gradient(f, "y", List.of("v")));
    refuses(
        "gradient of f: only floats have one: y is i64[]",
        () -> autodiff.gradient(function(Build.argmax(x, 0)), "y", List.of("x")));
  }

  /// Gives its argument back; what else it is depends on the test.
  private interface Same extends Operator {
    @Override
    default List<Type> infer(List<Type> args) {
      return args;
    }

    @Override
    default Meaning meaning(List<Type> args) {
      return new Meaning.Opaque(data -> data);
    }
  }

  private record Sort() implements Same {}

  private record Twisted() implements Same {
    @Override
    public Optional<List<Value>> gradient(Value call, List<Value> dy) {
      return Optional.of(List.of(Build.sum(dy.getFirst())));
    }
  }

  private record Forgetful() implements Same {
    @Override
    public Optional<List<Value>> gradient(Value call, List<Value> dy) {
      return Optional.of(List.of());
    }
  }

  @Test
  void whatHasNoDerivativeIsNamed() {
    refuses(
        "sort: gradient: only a host function knows what it means",
        () -> autodiff.gradient(function(Build.apply(new Sort(), x)), "y", List.of("x")));
    refuses(
        "twisted: gradient: argument 0 is f32[3], its gradient f32[]",
        () -> autodiff.gradient(function(Build.apply(new Twisted(), x)), "y", List.of("x")));
    refuses(
        "forgetful: gradient: gives 0 gradients for 1 arguments",
        () -> autodiff.gradient(function(Build.apply(new Forgetful(), x)), "y", List.of("x")));
    // nothing is asked of an operator that no gradient passes
    assertEquals(
        List.of(0f, 0f, 0f),
        numbers(
                autodiff.gradient(
                    function(Build.mul(x, Build.stopGradient(Build.apply(new Sort(), w)))),
                    "y",
                    List.of("w")))
            .getLast());
  }

  @Test
  void aDerivedFunctionCanBeDerivedAgain() {
    var cubic = function(Build.mul(x, Build.mul(x, x)));
    var first = autodiff.gradient(cubic, "y", List.of("x"));
    var second =
        autodiff.gradient(
            new Function("f", first.inputs(), first.outputs(), List.of("y", "dy")),
            "dy",
            List.of("x"));
    assertEquals(List.of(6f, 12f, 18f), numbers(second).getLast());
    assertEquals(2, Inline.apply(first, List.of(x, w)).size());
  }
}
