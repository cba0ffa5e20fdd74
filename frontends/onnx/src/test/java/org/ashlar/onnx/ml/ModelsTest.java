package org.ashlar.onnx.ml;

import static org.ashlar.onnx.ml.Ml.data;
import static org.ashlar.onnx.ml.Ml.gives;
import static org.ashlar.onnx.ml.Ml.matrix;
import static org.ashlar.onnx.ml.Ml.node;
import static org.ashlar.onnx.ml.Ml.of;
import static org.ashlar.onnx.ml.Ml.refuses;
import static org.ashlar.onnx.ml.Ml.wholes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;

/// Linear models and support vector machines, against loops written out.
class ModelsTest {
  private static final TensorData X = matrix(DType.F32, 2, 1, 2, -3, 0.5);

  private static OneNode regressor(String transform) {
    return node("LinearRegressor", 1)
        .input(X)
        .with("coefficients", new float[] {1, -1, 0.5f, 2})
        .with("intercepts", new float[] {0.25f, 0})
        .with("targets", 2)
        .with("post_transform", transform);
  }

  @Test
  void scoresAreTransformedAsAsked() {
    gives(wholes(2, 2), of(-0.75, 4.5, -3.25, -0.5), regressor("NONE").run());
    gives(
        wholes(2, 2),
        of(logistic(-0.75), logistic(4.5), logistic(-3.25), logistic(-0.5)),
        regressor("LOGISTIC").run());
    gives(
        wholes(2, 2),
        of(logistic(-5.25), logistic(5.25), logistic(-2.75), logistic(2.75)),
        regressor("SOFTMAX").run());
    refuses(
        "y0 (LinearRegressor, ai.onnx.ml 1): post_transform: no such transform: \"TANH\"",
        regressor("TANH"));
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void zeroHasNoShareWithSoftmaxZero() {
    var node =
        node("LinearRegressor", 1)
            .input(matrix(DType.F32, 1, 1))
            .with("coefficients", new float[] {0, 1, 2})
            .with("targets", 3)
            .with("post_transform", "SOFTMAX_ZERO");
    gives(wholes(1, 3), of(0, logistic(-1), logistic(1)), node.run());
  }

  @Test
  void theProbitIsTheQuantileOfTheNormalDistribution() {
    var node =
        node("LinearRegressor", 1)
            .input(matrix(DType.F32, 1, 0.975, 0.5))
            .with("coefficients", new float[] {1})
            .with("post_transform", "PROBIT");
    assertArrayEquals(of(1.959964, 0), node.run().toDoubles(), 1e-4);
  }

  @Test
  void twoClassesMayShareOneScore() {
    var node =
        node("LinearClassifier", 1)
            .input(X)
            .with("coefficients", new float[] {1, 1})
            .with("intercepts", new float[] {0})
            .with("classlabels_ints", wholes(7, 9))
            .with("post_transform", "LOGISTIC");
    var results = node.run(2);
    gives(wholes(2), of(9, 7), data(results.get(0)));
    gives(
        wholes(2, 2),
        of(logistic(-3), logistic(3), logistic(2.5), logistic(-2.5)),
        data(results.get(1)));
  }

  @Test
  void aSingleClassIsThereOrNot() {
    var node =
        node("LinearClassifier", 1)
            .input(X)
            .with("coefficients", new float[] {1, 1})
            .with("intercepts", new float[] {0})
            .with("classlabels_ints", wholes(4));
    var results = node.run(2);
    gives(wholes(2), of(4, 0), data(results.get(0)));
    gives(wholes(2, 1), of(3, -2.5), data(results.get(1)));
  }

  @Test
  void kernelsSayHowAlikeVectorsAre() {
    double g = 0.5;
    for (var type : new String[] {"LINEAR", "POLY", "RBF", "SIGMOID"}) {
      var node =
          node("SVMRegressor", 1)
              .input(X)
              .with("kernel_type", type)
              .with("kernel_params", new float[] {(float) g, 1, 3})
              .with("support_vectors", new float[] {1, 1, 0, -2})
              .with("coefficients", new float[] {2, -1})
              .with("n_supports", 2)
              .with("rho", new float[] {0.25f});
      var expected = new double[2];
      for (int sample = 0; sample < 2; sample++) {
        double a = X.get(2L * sample);
        double b = X.get(2L * sample + 1);
        expected[sample] = 2 * kernel(type, g, a, b, 1, 1) - kernel(type, g, a, b, 0, -2) + 0.25;
      }
      gives(wholes(2, 1), expected, node.run());
    }
  }

  private static double kernel(String type, double g, double a, double b, double c, double d) {
    double dot = a * c + b * d;
    return switch (type) {
      case "POLY" -> Math.pow(g * dot + 1, 3);
      case "RBF" -> Math.exp(-g * ((a - c) * (a - c) + (b - d) * (b - d)));
      case "SIGMOID" -> Math.tanh(g * dot + 1);
      default -> dot;
    };
  }

  @Test
  void oneClassIsInsideOrOutside() {
    var node =
        node("SVMRegressor", 1)
            .input(X)
            .with("coefficients", new float[] {1, 1})
            .with("rho", new float[] {0})
            .with("one_class", 1);
    gives(wholes(2, 1), of(1, -1), node.run());
  }

  private static final int CLASSES = 3;
  private static final int[] PER_CLASS = {2, 1, 2};

  /// Pairs of three classes, by loops over their vectors.
  private static double[] pairs(double[] x, float[] vectors, float[] coefficients, float[] rho) {
    var scores = new double[3];
    int[] start = {0, 2, 3};
    int pair = 0;
    for (int i = 0; i < CLASSES; i++) {
      for (int j = i + 1; j < CLASSES; j++) {
        double sum = rho[pair];
        for (int v = start[i]; v < start[i] + PER_CLASS[i]; v++) {
          sum +=
              coefficients[(j - 1) * 5 + v] * (x[0] * vectors[2 * v] + x[1] * vectors[2 * v + 1]);
        }
        for (int v = start[j]; v < start[j] + PER_CLASS[j]; v++) {
          sum += coefficients[i * 5 + v] * (x[0] * vectors[2 * v] + x[1] * vectors[2 * v + 1]);
        }
        scores[pair++] = sum;
      }
    }
    return scores;
  }

  /// LIBSVM's multiclass_probability, from its paper.
  private static double[] coupled(double[][] r) {
    int k = r.length;
    var q = new double[k][k];
    for (int t = 0; t < k; t++) {
      for (int j = 0; j < k; j++) {
        if (j != t) {
          q[t][t] += r[j][t] * r[j][t];
          q[t][j] = -r[j][t] * r[t][j];
        }
      }
    }
    var p = new double[k];
    java.util.Arrays.fill(p, 1.0 / k);
    for (int step = 0; step < 100; step++) {
      var qp = new double[k];
      double pqp = 0;
      for (int t = 0; t < k; t++) {
        for (int j = 0; j < k; j++) {
          qp[t] += q[t][j] * p[j];
        }
        pqp += p[t] * qp[t];
      }
      double error = 0;
      for (int t = 0; t < k; t++) {
        error = Math.max(error, Math.abs(qp[t] - pqp));
      }
      if (error < 0.005 / k) {
        break;
      }
      for (int t = 0; t < k; t++) {
        double diff = (-qp[t] + pqp) / q[t][t];
        p[t] += diff;
        pqp = (pqp + diff * (diff * q[t][t] + 2 * qp[t])) / (1 + diff) / (1 + diff);
        for (int j = 0; j < k; j++) {
          qp[j] = (qp[j] + diff * q[t][j]) / (1 + diff);
          p[j] /= 1 + diff;
        }
      }
    }
    return p;
  }

  @Test
  void pairsOfClassesVoteAndAreCoupled() {
    long seed = 11;
    var random = new Random(seed);
    var vectors = floats(random, 10);
    var coefficients = floats(random, 10);
    var rho = floats(random, 3);
    float[] slopes = {-1, -2, -1.5f};
    float[] shifts = {0.1f, 0, -0.2f};
    var x = TensorData.of(floats(random, 12), 6, 2);
    var raw = machine(x, vectors, coefficients, rho).run(2);
    var shares =
        machine(x, vectors, coefficients, rho).with("prob_a", slopes).with("prob_b", shifts).run(2);
    for (int sample = 0; sample < 6; sample++) {
      var own = new double[] {x.get(2L * sample), x.get(2L * sample + 1)};
      var scores = pairs(own, vectors, coefficients, rho);
      var votes = new int[3];
      var r = new double[3][3];
      int[][] all = {{0, 1}, {0, 2}, {1, 2}};
      for (int pair = 0; pair < 3; pair++) {
        votes[all[pair][scores[pair] > 0 ? 0 : 1]]++;
        double share = 1 / (1 + Math.exp(slopes[pair] * scores[pair] + shifts[pair]));
        r[all[pair][0]][all[pair][1]] = share;
        r[all[pair][1]][all[pair][0]] = 1 - share;
        assertEquals(scores[pair], data(raw.get(1)).get(3L * sample + pair), 1e-4, "seed " + seed);
      }
      int best = votes[0] >= votes[1] && votes[0] >= votes[2] ? 0 : votes[1] >= votes[2] ? 1 : 2;
      assertEquals(10 + best, data(raw.get(0)).get(sample), "seed " + seed);
      var expected = coupled(r);
      for (int c = 0; c < 3; c++) {
        assertEquals(expected[c], data(shares.get(1)).get(3L * sample + c), 1e-4, "seed " + seed);
      }
    }
  }

  private static float[] floats(Random random, int count) {
    var numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextFloat(-2, 2);
    }
    return numbers;
  }

  private static OneNode machine(TensorData x, float[] vectors, float[] coefficients, float[] rho) {
    return node("SVMClassifier", 1)
        .input(x)
        .with("classlabels_ints", wholes(10, 11, 12))
        .with("vectors_per_class", wholes(2, 1, 2))
        .with("support_vectors", vectors)
        .with("coefficients", coefficients)
        .with("rho", rho);
  }
}
