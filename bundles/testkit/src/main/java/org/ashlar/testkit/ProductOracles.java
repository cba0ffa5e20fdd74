package org.ashlar.testkit;

/// What the products of the corpus must give.
final class ProductOracles {
  private ProductOracles() {}

  /// A row-major product with the magnitudes of its terms.
  private record Product(double[] values, double[] magnitudes) {}

  private static Product product(double[] a, double[] b, int m, int k, int n) {
    var values = new double[m * n];
    var magnitudes = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int p = 0; p < k; p++) {
          double term = a[i * k + p] * b[p * n + j];
          values[i * n + j] += term;
          magnitudes[i * n + j] += Math.abs(term);
        }
      }
    }
    return new Product(values, magnitudes);
  }

  static CorpusCase packed() {
    var oracle = new Oracle("packed_sgemm", 1);
    var c = product(oracle.floats("a"), oracle.floats("b"), 37, 29, 45);
    oracle.sums("c", c.values(), c.magnitudes(), 29);
    return oracle.done();
  }

  static CorpusCase doubleBuffered() {
    var oracle = new Oracle("double_buffered_sgemm", 2);
    var c = product(oracle.floats("a"), oracle.floats("b"), 32, 40, 64);
    oracle.sums("c", c.values(), c.magnitudes(), 40);
    return oracle.done();
  }

  static CorpusCase quantised() {
    var oracle = new Oracle("quantised_product", 3);
    var x = oracle.integers("x", 0, 256);
    var w = oracle.integers("w", -128, 128);
    var scale = oracle.floats("scale");
    var y = new double[8 * 16];
    for (int i = 0; i < 8; i++) {
      for (int j = 0; j < 16; j++) {
        int sum = 0;
        for (int k = 0; k < 32; k++) {
          sum += ((int) x[i * 32 + k] - 128) * ((int) w[k * 16 + j] + 3);
        }
        // one f32 product, rounded to even, as the kernel says it
        y[i * 16 + j] = Math.clamp(Math.rint((float) sum * (float) scale[j]) + 121, 0, 255);
      }
    }
    oracle.exactly("y", y);
    return oracle.done();
  }

  static CorpusCase half() {
    var oracle = new Oracle("half_product", 4);
    var c = product(oracle.floats("a"), oracle.floats("b"), 32, 48, 32);
    var bias = oracle.floats("bias");
    for (int i = 0; i < 32 * 32; i++) {
      c.values()[i] = Math.max(c.values()[i] + bias[i % 32], 0);
      c.magnitudes()[i] += Math.abs(bias[i % 32]);
    }
    oracle.sums("c", c.values(), c.magnitudes(), 49);
    return oracle.done();
  }

  static CorpusCase nz() {
    var oracle = new Oracle("nz_product", 5);
    // a[k1, m1, m0, k0] and b[n1, k1, k0, n0] unfold to rows and columns
    var folded = oracle.floats("a");
    var foldedB = oracle.floats("b");
    var a = new double[32 * 32];
    var b = new double[32 * 32];
    for (int i = 0; i < 32; i++) {
      for (int j = 0; j < 32; j++) {
        a[i * 32 + j] = folded[((j / 16 * 2 + i / 16) * 16 + i % 16) * 16 + j % 16];
        b[i * 32 + j] = foldedB[((j / 16 * 2 + i / 16) * 16 + i % 16) * 16 + j % 16];
      }
    }
    var c = product(a, b, 32, 32, 32);
    for (int i = 0; i < 32 * 32; i++) {
      c.values()[i] = Math.max(c.values()[i], 0);
    }
    oracle.sums("c", c.values(), c.magnitudes(), 32);
    return oracle.done();
  }
}
