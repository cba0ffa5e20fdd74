package org.ashlar.testkit;

/// What the layers of the corpus must give.
final class NetworkOracles {
  private NetworkOracles() {}

  static CorpusCase convolution() {
    var oracle = new Oracle("strided_convolution", 6);
    var x = oracle.floats("x");
    var w = oracle.floats("w");
    var b = oracle.floats("b");
    var y = new double[2 * 4 * 5 * 5];
    var magnitudes = new double[y.length];
    for (int at = 0; at < y.length; at++) {
      int n = at / 100;
      int o = at / 25 % 4;
      int q = at / 5 % 5;
      int p = at % 5;
      double sum = b[o];
      magnitudes[at] = Math.abs(b[o]);
      for (int c = 0; c < 3; c++) {
        for (int r = 0; r < 9; r++) {
          int row = q * 2 + r / 3 - 1;
          int column = p * 2 + r % 3 - 1;
          if (row >= 0 && row < 9 && column >= 0 && column < 9) {
            double term = x[((n * 3 + c) * 9 + row) * 9 + column] * w[(o * 3 + c) * 9 + r];
            sum += term;
            magnitudes[at] += Math.abs(term);
          }
        }
      }
      y[at] = Math.max(sum, 0);
    }
    oracle.sums("y", y, magnitudes, 28);
    return oracle.done();
  }

  static CorpusCase softmax() {
    var oracle = new Oracle("warp_softmax", 7);
    var x = oracle.floats("x");
    var y = new double[x.length];
    for (int row = 0; row < 5; row++) {
      double sum = 0;
      for (int i = 0; i < 200; i++) {
        sum += Math.exp(x[row * 200 + i]);
      }
      for (int i = 0; i < 200; i++) {
        y[row * 200 + i] = Math.exp(x[row * 200 + i]) / sum;
      }
    }
    // each exponential within 4 units, their sum of 200 terms, a division
    oracle.sums("y", y, y, 200);
    return oracle.done();
  }

  static CorpusCase attention() {
    var oracle = new Oracle("flash_attention", 8);
    var q = oracle.floats("q");
    var k = oracle.floats("k");
    var v = oracle.floats("v");
    var y = new double[12 * 8];
    var magnitudes = new double[12 * 8];
    for (int i = 0; i < 12; i++) {
      var weights = new double[i + 1];
      double sum = 0;
      for (int j = 0; j <= i; j++) {
        double score = 0;
        for (int d = 0; d < 8; d++) {
          score += q[i * 8 + d] * k[j * 8 + d];
        }
        weights[j] = Math.exp(score / Math.sqrt(8));
        sum += weights[j];
      }
      for (int d = 0; d < 8; d++) {
        for (int j = 0; j <= i; j++) {
          y[i * 8 + d] += weights[j] / sum * v[j * 8 + d];
          magnitudes[i * 8 + d] += weights[j] / sum * Math.abs(v[j * 8 + d]);
        }
      }
    }
    // scores of 8 terms below 8 go through exp; two sums of up to 12 terms, rescaled three times
    oracle.sums("y", y, magnitudes, 8 * 16 + 2 * 12 + 3 * 4);
    return oracle.done();
  }

  static CorpusCase lstm() {
    var oracle = new Oracle("lstm_step", 9);
    var x = oracle.floats("x");
    var h = oracle.floats("h");
    var c = oracle.floats("c");
    var w = oracle.floats("w");
    var r = oracle.floats("r");
    var b = oracle.floats("b");
    var h1 = new double[12];
    var c1 = new double[12];
    var ones = new double[12];
    for (int n = 0; n < 3; n++) {
      var gates = b.clone();
      for (int g = 0; g < 16; g++) {
        for (int k = 0; k < 5; k++) {
          gates[g] += x[n * 5 + k] * w[k * 16 + g];
        }
        for (int k = 0; k < 4; k++) {
          gates[g] += h[n * 4 + k] * r[k * 16 + g];
        }
      }
      for (int j = 0; j < 4; j++) {
        int at = n * 4 + j;
        c1[at] = sigmoid(gates[8 + j]) * c[at] + sigmoid(gates[j]) * Math.tanh(gates[12 + j]);
        h1[at] = sigmoid(gates[4 + j]) * Math.tanh(c1[at]);
        ones[at] = 2;
      }
    }
    oracle.sums("h1", h1, ones, 32);
    oracle.sums("c1", c1, ones, 32);
    return oracle.done();
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
