package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.operators.build.Build;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;

/// Derivatives of functions whose derivatives are known in closed form, by every engine.
class DerivativesTest {
  private final Present present = Sample.everything();
  private final Graph graph = new Graph();
  private final Value x = graph.input("x", TensorType.of(DType.F64, 3));
  private final Value a = graph.input("a", TensorType.of(DType.F64, 3, 3));

  private static final TensorData AT = numbers(List.of(1., 2., 3.), 3);
  private static final TensorData DIRECTION = numbers(List.of(1., -1., 2.), 3);
  private static final TensorData MATRIX =
      numbers(List.of(2., 1., 0., -1., 3., 1., 0., 4., 5.), 3, 3);

  private static TensorData numbers(List<Double> values, long... sizes) {
    return TensorData.of(
        DType.F64, values.stream().mapToDouble(Double::doubleValue).toArray(), sizes);
  }

  /// `xᵀ A x`, whose gradient is `(A + Aᵀ) x` and whose second derivatives are `A + Aᵀ`.
  private Function quadratic() {
    var row = Build.reshape(x, 1, 3);
    var product = Build.sum(Build.mul(Build.matmul(row, a), row));
    return Function.of("quadratic", List.of(x, a), List.of(product));
  }

  private Compiler compiler(String engine) {
    return new Compiler(present, Settings.of(Map.of("ashlar.autodiff", engine)));
  }

  private static double[] output(Function f, String name, TensorData... args) {
    var results = new MeaningEvaluator().evaluate(f, List.of(args));
    return results.get(f.outputNames().indexOf(name)).data().toDoubles();
  }

  @Test
  void everyEngineGivesTheGradient() {
    for (var engine : List.of("", "reverse", "forward", "tape")) {
      try (var compiler = compiler(engine)) {
        var f = compiler.gradient(quadratic(), "y", List.of("x"));
        assertArrayEquals(new double[] {4, 27, 40}, output(f, "d_x", AT, MATRIX), engine);
      }
    }
  }

  @Test
  void reverseIsTheFirstChoice() {
    assertEquals("reverse", Stages.autodiff(present, java.util.Optional.empty()).service().name());
    var ranked = present.add(Autodiff.class, new Named("mine"), "test.mine", 5);
    assertEquals("mine", Stages.autodiff(present, java.util.Optional.empty()).service().name());
    present.remove(ranked);
  }

  @Test
  void anAbsentEngineIsNamedWithThosePresent() {
    try (var compiler = compiler("symbolic")) {
      assertEquals(
          "compiler: no Autodiff named symbolic present: there are [forward, reverse, tape]",
          assertThrows(Missing.class, () -> compiler.tangent(quadratic(), List.of("x")))
              .getMessage());
    }
  }

  @Test
  void aTangentIsTheGradientTimesTheDirection() {
    try (var compiler = compiler("")) {
      var f = compiler.tangent(quadratic(), List.of("x"));
      assertEquals(List.of("x", "a", "t_x"), f.inputNames());
      assertEquals(List.of("y", "t_y"), f.outputNames());
      assertArrayEquals(new double[] {4 - 27 + 2 * 40}, output(f, "t_y", AT, MATRIX, DIRECTION));
    }
  }

  @Test
  void aProductWithSecondDerivatives() {
    for (var engine : List.of("reverse", "forward", "tape")) {
      try (var compiler = compiler(engine)) {
        var f = compiler.hessianProduct(quadratic(), "y", List.of("x"));
        assertEquals(List.of("y", "d_x", "h_x"), f.outputNames());
        // (A + Aᵀ) t
        assertArrayEquals(new double[] {4, 4, 15}, output(f, "h_x", AT, MATRIX, DIRECTION), engine);
      }
    }
  }

  @Test
  void directionsOfSeveralInputsAreOneVector() {
    try (var compiler = compiler("")) {
      var f = compiler.hessianProduct(quadratic(), "y", List.of("a", "x"));
      assertEquals(List.of("x", "a", "t_a", "t_x"), f.inputNames());
      // d/da = x xᵀ, so its product is t xᵀ + x tᵀ; with t_a = 0 that of x is as before
      var zeros = numbers(new ArrayList<>(java.util.Collections.nCopies(9, 0.)), 3, 3);
      assertArrayEquals(
          new double[] {2, 1, 5, 1, -4, 1, 5, 1, 12},
          output(f, "h_a", AT, MATRIX, zeros, DIRECTION));
      assertArrayEquals(new double[] {4, 4, 15}, output(f, "h_x", AT, MATRIX, zeros, DIRECTION));
    }
  }

  /// An engine that has nothing but a name.
  private record Named(String name) implements Autodiff {
    @Override
    public Function gradient(Function function, String of, List<String> by) {
      return function;
    }

    @Override
    public Function tangent(Function function, List<String> by) {
      return function;
    }

    @Override
    public Function pullback(
        org.ashlar.ir.Operator operator, List<org.ashlar.ir.Type> arguments, List<Integer> by) {
      throw new IllegalArgumentException("nothing");
    }
  }
}
