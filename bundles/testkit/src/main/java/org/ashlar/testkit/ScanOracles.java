package org.ashlar.testkit;

/// What the sums of the corpus must give.
final class ScanOracles {
  private ScanOracles() {}

  static CorpusCase cumulative() {
    var oracle = new Oracle("cumulative_sum", 10);
    var x = oracle.floats("x");
    var inclusive = new double[300];
    var before = new double[300];
    var magnitudes = new double[300];
    for (int row = 0; row < 3; row++) {
      double sum = 0;
      double magnitude = 0;
      for (int i = row * 100; i < row * 100 + 100; i++) {
        before[i] = sum;
        sum += x[i];
        magnitude += Math.abs(x[i]);
        inclusive[i] = sum;
        magnitudes[i] = magnitude;
      }
    }
    oracle.sums("inclusive", inclusive, magnitudes, 100);
    oracle.sums("before", before, magnitudes, 100);
    return oracle.done();
  }

  static CorpusCase scatter() {
    var oracle = new Oracle("scatter_add", 11);
    var index = oracle.integers("index", -2, 8);
    var rows = oracle.floats("rows");
    var sums = oracle.floats("start").clone();
    var magnitudes = new double[24];
    var counts = new double[6];
    for (int i = 0; i < 24; i++) {
      magnitudes[i] = Math.abs(sums[i]);
    }
    for (int e = 0; e < 10; e++) {
      int to = (int) index[e];
      if (to >= 0 && to < 6) {
        counts[to]++;
        for (int j = 0; j < 4; j++) {
          sums[to * 4 + j] += rows[e * 4 + j];
          magnitudes[to * 4 + j] += Math.abs(rows[e * 4 + j]);
        }
      }
    }
    oracle.sums("sums", sums, magnitudes, 11);
    oracle.exactly("counts", counts);
    return oracle.done();
  }

  static CorpusCase means(long n) {
    var oracle = new Oracle("row_means", 12, n);
    var x = oracle.floats("x");
    var mean = new double[(int) n];
    var magnitudes = new double[(int) n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < 8; j++) {
        mean[i] += x[i * 8 + j] / 8;
        magnitudes[i] += Math.abs(x[i * 8 + j]) / 8;
      }
    }
    oracle.sums("mean", mean, magnitudes, 8);
    return oracle.done();
  }
}
