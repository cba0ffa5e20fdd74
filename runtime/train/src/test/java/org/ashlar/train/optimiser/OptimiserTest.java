package org.ashlar.train.optimiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/// Optimisers and what stands before them against their published formulas, in double.
class OptimiserTest {
  private static final int UPDATES = 5;
  private final double[] m = new double[3];
  private final double[] v = new double[3];

  private static void check(Optimiser optimiser, Descent.Formula formula) {
    var expected = Descent.plain(formula, UPDATES);
    var path = Descent.compiled(optimiser, UPDATES);
    for (int u = 0; u < UPDATES; u++) {
      assertArrayEquals(expected.get(u), path.get(u), 2e-5, optimiser + ", update " + (u + 1));
    }
  }

  /// Each element for itself.
  private static Descent.Formula each(Element element) {
    return (u, value, gradient) -> {
      for (int i = 0; i < value.length; i++) {
        value[i] -= element.step(u, i, value[i], gradient[i]);
      }
    };
  }

  @FunctionalInterface
  private interface Element {
    double step(int update, int i, double value, double gradient);
  }

  private double adam(int u, int i, double g, double beta1, double beta2, double epsilon) {
    m[i] = beta1 * m[i] + (1 - beta1) * g;
    v[i] = beta2 * v[i] + (1 - beta2) * g * g;
    double mean = m[i] / (1 - Math.pow(beta1, u));
    double square = v[i] / (1 - Math.pow(beta2, u));
    return mean / (Math.sqrt(square) + epsilon);
  }

  @Test
  void sgd() {
    check(new Sgd(0.1, 0), each((u, i, w, g) -> 0.1 * g));
  }

  @Test
  void momentum() {
    check(new Sgd(0.05, 0.5), each((u, i, w, g) -> 0.05 * (v[i] = 0.5 * v[i] + g)));
  }

  @Test
  void nesterov() {
    check(
        new Sgd(new Rate.Constant(0.05), 0.5, true),
        each((u, i, w, g) -> {
          v[i] = 0.5 * v[i] + g;
          return 0.05 * (g + 0.5 * v[i]);
        }));
  }

  @Test
  void adam() {
    check(Adam.of(0.1), each((u, i, w, g) -> 0.1 * adam(u, i, g, 0.9, 0.999, 1e-8)));
  }

  @Test
  void adamWithDecayApart() {
    check(
        AdamW.of(new Rate.Constant(0.1), 0.2),
        each((u, i, w, g) -> 0.1 * (adam(u, i, g, 0.9, 0.999, 1e-8) + 0.2 * w)));
  }

  @Test
  void rmsProp() {
    check(
        new RmsProp(new Rate.Constant(0.1), 0.9, 1e-3),
        each((u, i, w, g) -> {
          v[i] = 0.9 * v[i] + 0.1 * g * g;
          return 0.1 * g / (Math.sqrt(v[i]) + 1e-3);
        }));
  }

  @Test
  void adagrad() {
    check(
        new Adagrad(new Rate.Constant(0.5), 1e-3),
        each((u, i, w, g) -> 0.5 * g / (Math.sqrt(v[i] += g * g) + 1e-3)));
  }

  @Test
  void lambTakesNormsOverEachVariable() {
    check(
        Lamb.of(new Rate.Constant(0.1), 0.2),
        (u, value, gradient) -> {
          double[] step = new double[3];
          for (int i = 0; i < 3; i++) {
            step[i] = adam(u, i, gradient[i], 0.9, 0.999, 1e-6) + 0.2 * value[i];
          }
          double w = Math.hypot(value[0], value[1]) / Math.hypot(step[0], step[1]);
          double b = Math.abs(value[2]) / Math.abs(step[2]);
          value[0] -= 0.1 * w * step[0];
          value[1] -= 0.1 * w * step[1];
          value[2] -= 0.1 * b * step[2];
        });
  }

  @Test
  void ratesFollowTheirSchedule() {
    var rate = new Rate.Steps(0.1, 2, 0.5);
    double[] rates = {0.1, 0.1, 0.05, 0.05, 0.025};
    check(new Sgd(rate, 0, false), each((u, i, w, g) -> rates[u - 1] * g));
  }

  @Test
  void clipByValueClampsEachElement() {
    check(
        Clip.byValue(1.5, new Sgd(0.1, 0)),
        each((u, i, w, g) -> 0.1 * Math.max(-1.5, Math.min(1.5, g))));
  }

  @Test
  void clipByNormScalesAllVariablesByOneFactor() {
    check(
        Clip.byNorm(4, new Sgd(0.2, 0)),
        (u, value, gradient) -> {
          double norm = 0;
          for (double g : gradient) {
            norm += g * g;
          }
          for (int i = 0; i < 3; i++) {
            value[i] -= 0.2 * gradient[i] * Math.min(1, 4 / Math.sqrt(norm));
          }
        });
  }

  @Test
  void decayIsPartOfTheGradient() {
    check(Decay.of(0.3, new Sgd(0.1, 0)), each((u, i, w, g) -> 0.1 * (g + 0.3 * w)));
  }

  @Test
  void severalStandBeforeOneOptimiser() {
    check(
        Decay.of(0.3, Clip.byValue(2, new Sgd(0.1, 0))),
        each((u, i, w, g) -> 0.1 * Math.max(-2, Math.min(2, g + 0.3 * w))));
  }

  @Test
  void wrongLimitsAreRefused() {
    var sgd = new Sgd(0.1, 0);
    assertEquals(
        "clip: the limit must be above 0: 0.0",
        assertThrows(IllegalArgumentException.class, () -> Clip.byNorm(0, sgd)).getMessage());
    assertEquals(
        "decay: must not be negative: -1.0",
        assertThrows(IllegalArgumentException.class, () -> Decay.of(-1, sgd)).getMessage());
  }
}
