package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
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

  /// `y = A x` by x is A, by A is `∂y_i / ∂A_jk = (i = j) x_k`: one by rows, one by columns.
  @Test
  void aJacobianIsTheMatrix() {
    var y = Build.reshape(Build.matmul(a, Build.reshape(x, 3, 1)), 3);
    var f = Function.of("linear", List.of(x, a), List.of(y));
    try (var compiler = compiler("")) {
      var g = compiler.jacobian(f, "y", List.of("x", "a"));
      assertEquals(List.of("y", "j_x", "j_a"), g.outputNames());
      assertArrayEquals(MATRIX.toDoubles(), output(g, "j_x", AT, MATRIX));
      var expected = new double[27];
      for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++) {
          expected[i * 9 + i * 3 + k] = k + 1;
        }
      }
      assertArrayEquals(expected, output(g, "j_a", AT, MATRIX));
    }
  }

  /// `y_ij = x_i x_j` has more elements than x: by columns. By rows it is the same.
  @Test
  void wideOutputsGoByColumns() {
    var y = Build.mul(Build.reshape(x, 3, 1), Build.reshape(x, 1, 3));
    var f = Function.of("outer", List.of(x), List.of(y));
    try (var compiler = compiler("")) {
      var j = output(compiler.jacobian(f, "y", List.of("x")), "j_x", AT);
      var at = AT.toDoubles();
      for (int p = 0; p < 3; p++) {
        for (int q = 0; q < 3; q++) {
          for (int k = 0; k < 3; k++) {
            assertEquals((p == k ? at[q] : 0) + (q == k ? at[p] : 0), j[(p * 3 + q) * 3 + k]);
          }
        }
      }
    }
  }

  /// The Jacobian of the gradient is the matrix of second derivatives: `A + Aᵀ`.
  @Test
  void theJacobianOfAGradientIsTheHessian() {
    try (var compiler = compiler("")) {
      var g = compiler.gradient(quadratic(), "y", List.of("x"));
      var h = compiler.jacobian(g, "d_x", List.of("x"));
      assertArrayEquals(new double[] {4, 0, 0, 0, 6, 5, 0, 5, 10}, output(h, "j_x", AT, MATRIX));
    }
  }

  @Test
  void forwardModeTakesTheDirectionsTogetherAndRefusesMany() {
    var wide = graph.input("wide", TensorType.of(DType.F64, 40, 30));
    var f = Function.of("f", List.of(wide), List.of(Build.sum(Build.exp(wide))));
    try (var compiler = compiler("forward")) {
      assertEquals(
          "gradient of f: forward mode takes at most 1024 elements: wide have 1200: use reverse mode",
          assertThrows(
                  IllegalArgumentException.class, () -> compiler.gradient(f, "y", List.of("wide")))
              .getMessage());
      var small = graph.input("small", TensorType.of(DType.F64, 20, 20));
      var g =
          compiler.gradient(
              Function.of("g", List.of(small), List.of(Build.sum(Build.exp(small)))),
              "y",
              List.of("small"));
      assertTrue(Walk.order(g.outputs()).size() < 20, "one program for all directions");
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
