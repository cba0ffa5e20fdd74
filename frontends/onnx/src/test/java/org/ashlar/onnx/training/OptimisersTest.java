package org.ashlar.onnx.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

/// Steps of optimisers against steps written out.
class OptimisersTest {
  private static final String DOMAIN = "ai.onnx.preview.training";

  private static TensorData vector(double... numbers) {
    return TensorData.of(DType.F32, numbers, numbers.length);
  }

  private static OneNode node(String name, double rate, long step) {
    return OneNode.of(DOMAIN, name, 1)
        .input(TensorData.scalar(DType.F32, rate))
        .input(TensorData.scalar(DType.I64, step));
  }

  private static void gives(OneNode node, double[]... expected) {
    var results = node.run(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], ((Term.Known) results.get(i)).data().toDoubles(), 1e-5);
    }
  }

  @Test
  void adagradDividesByTheRootOfSquares() {
    double g = 0.5 * 2 + 3;
    double h = 7 + g * g;
    gives(
        node("Adagrad", 0.1, 4)
            .input(vector(2))
            .input(vector(3))
            .input(vector(7))
            .with("norm_coefficient", 0.5f)
            .with("decay_factor", 0.25f)
            .with("epsilon", 0.125f),
        new double[] {2 - 0.1 / (1 + 4 * 0.25) * g / (Math.sqrt(h) + 0.125)},
        new double[] {h});
  }

  @Test
  void adamCorrectsTheFirstSteps() {
    double g = 3;
    double v = 0.5 * 1 + 0.5 * g;
    double h = 0.75 * 2 + 0.25 * g * g;
    double rate = 0.1 * Math.sqrt(1 - Math.pow(0.75, 2)) / (1 - Math.pow(0.5, 2));
    gives(
        adam(2),
        new double[] {0.5 * (2 - rate * v / Math.sqrt(h))},
        new double[] {v},
        new double[] {h});
    // before the first step nothing is corrected
    gives(adam(0), new double[] {0.5 * (2 - 0.1 * v / Math.sqrt(h))});
  }

  private static OneNode adam(long step) {
    return node("Adam", 0.1, step)
        .input(vector(2))
        .input(vector(3))
        .input(vector(1))
        .input(vector(2))
        .with("alpha", 0.5f)
        .with("beta", 0.75f)
        .with("norm_coefficient_post", 0.5f);
  }

  @Test
  void momentumKeepsSpeed() {
    double v = 0.5 * 1 + 0.25 * 3;
    gives(momentum("standard", 1), new double[] {2 - 0.1 * v}, new double[] {v});
    gives(momentum("nesterov", 1), new double[] {2 - 0.1 * (3 + 0.5 * v)}, new double[] {v});
    // in step 0 the gradient counts whole
    gives(momentum("standard", 0), new double[] {2 - 0.1 * (0.5 + 3)}, new double[] {3.5});
    assertEquals(
        "y0 (Momentum, ai.onnx.preview.training 1): mode must be standard or nesterov, not"
            + " \"heavy\"",
        assertThrows(IllegalArgumentException.class, momentum("heavy", 1)::run).getMessage());
  }

  private static OneNode momentum(String mode, long step) {
    return node("Momentum", 0.1, step)
        .input(vector(2))
        .input(vector(3))
        .input(vector(1))
        .with("alpha", 0.5f)
        .with("beta", 0.25f)
        .with("norm_coefficient", 0f)
        .with("mode", mode);
  }

  @Test
  void manyTensorsStandKindByKind() {
    var node =
        node("Adagrad", 1, 0)
            .input(vector(1))
            .input(vector(2, 3))
            .input(vector(4))
            .input(vector(5, 6))
            .input(vector(0))
            .input(vector(0, 0));
    gives(node, new double[] {0}, new double[] {1, 2}, new double[] {16}, new double[] {25, 36});
    var wrong = node("Adagrad", 1, 0).input(vector(1)).input(vector(2));
    assertEquals(
        "y0 (Adagrad, ai.onnx.preview.training 1): needs 3 inputs for each tensor, after two"
            + " others: 4",
        assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
  }

  @Test
  void aGradientNeedsSomeoneWhoDerives() {
    var node =
        OneNode.of(DOMAIN, "Gradient", 1)
            .input(vector(1))
            .with("xs", new String[] {"x0"})
            .with("y", "x0");
    assertEquals(
        "y0 (Gradient, ai.onnx.preview.training 1): nothing here derives functions: install"
            + " autodiff",
        assertThrows(IllegalArgumentException.class, node::run).getMessage());
  }
}
