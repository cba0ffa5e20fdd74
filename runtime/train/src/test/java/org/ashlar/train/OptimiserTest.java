package org.ashlar.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;
import org.ashlar.session.ProgramText.Training;
import org.ashlar.tensor.Tensor;
import org.ashlar.tensor.Trace;
import org.junit.jupiter.api.Test;

/// Optimisers against their formulas, computed here in double; batches and data.
class OptimiserTest {
  /// Minimises the sum of (w - x)² for some steps; the variable after each.
  private static float[][] descend(Optimiser optimiser, int steps) {
    var w = Tensor.input("w", DType.F32, 2);
    var d = w.sub(Tensor.input("x", DType.F32, 2));
    var text = Trace.of("loss", Map.of("loss", d.mul(d).sum())).text();
    var program =
        new ProgramText(
            "descend",
            text,
            Set.of("w"),
            Optional.of(new Training("loss", List.of("w"), optimiser.update())),
            Optional.empty());
    var path = new float[steps][];
    try (var ashlar = Ashlar.open();
        var session = ashlar.session(program, Map.of("w", TensorData.of(new float[] {0, 1}, 2)))) {
      for (int s = 0; s < steps; s++) {
        var inputs = new HashMap<>(optimiser.inputs(s + 1));
        inputs.put("x", TensorData.of(new float[] {3, -2}, 2));
        session.run(inputs);
        path[s] = session.variable("w").toFloats();
      }
    }
    return path;
  }

  @Test
  void sgdFollowsItsFormula() {
    var path = descend(new Sgd(0.1, 0.5), 4);
    double[] w = {0, 1};
    double[] v = {0, 0};
    double[] x = {3, -2};
    for (var point : path) {
      for (int i = 0; i < 2; i++) {
        v[i] = 0.5 * v[i] + 2 * (w[i] - x[i]);
        w[i] -= 0.1 * v[i];
      }
      assertArrayEquals(new float[] {(float) w[0], (float) w[1]}, point, 1e-5f);
    }
  }

  @Test
  void adamFollowsItsPaper() {
    var path = descend(Adam.of(0.1), 4);
    double[] w = {0, 1};
    double[] m = {0, 0};
    double[] s = {0, 0};
    double[] x = {3, -2};
    for (int t = 1; t <= path.length; t++) {
      for (int i = 0; i < 2; i++) {
        double g = 2 * (w[i] - x[i]);
        m[i] = 0.9 * m[i] + 0.1 * g;
        s[i] = 0.999 * s[i] + 0.001 * g * g;
        w[i] -=
            0.1
                * (m[i] / (1 - Math.pow(0.9, t)))
                / (Math.sqrt(s[i] / (1 - Math.pow(0.999, t))) + 1e-8);
      }
      assertArrayEquals(new float[] {(float) w[0], (float) w[1]}, path[t - 1], 1e-4f);
    }
  }

  @Test
  void batchesCoverTheDataInTheSameOrderForTheSameSeed() {
    var data = Digits.load().test();
    var first = labels(data, 5);
    assertEquals(first, labels(data, 5));
    assertTrue(!first.equals(labels(data, 6)));
    assertEquals(data.size() / 32 * 32, first.size());
  }

  private static List<Long> labels(Dataset data, long seed) {
    var labels = new java.util.ArrayList<Long>();
    try (var batches = new Batches(data, 32, seed, 0)) {
      for (var next = batches.next(); next.isPresent(); next = batches.next()) {
        for (int i = 0; i < next.get().size(); i++) {
          labels.add(next.get().labels().bits(i));
        }
      }
    }
    return labels;
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    var data = Digits.load().test();
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> new Batches(data, 100_000, 1, 0).close());
    assertEquals("batches: the size must be from 1 to 359: 100000", error.getMessage());
  }

  @Test
  void theDigitsAreTheDigits() {
    var digits = Digits.load();
    assertEquals(1438, digits.train().size());
    assertEquals(359, digits.test().size());
    assertEquals(0, digits.train().labels().bits(0));
    assertEquals(5 / 16f, digits.train().samples().toFloats()[2]);
  }
}
