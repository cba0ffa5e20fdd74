package org.ashlar.itest.operators;

import java.util.function.DoubleUnaryOperator;

/// Recurrent layers as plain loops in f64, one element of the batch at a time, in one direction.
///
/// @param hidden the units
/// @param w `[gates hidden][input]`
/// @param r `[gates hidden][hidden]`
/// @param bias `[2 gates hidden]`
record RecurrentOracle(int hidden, double[][] w, double[][] r, double[] bias) {
  private static final DoubleUnaryOperator SIGMOID = x -> 1 / (1 + Math.exp(-x));

  /// The input's and the state's part of a unit's gate, with the biases of each.
  private double input(double[] x, int gate, int unit) {
    int row = gate * hidden + unit;
    return dot(w[row], x) + bias[row];
  }

  private double state(double[] h, int gate, int unit) {
    int row = gate * hidden + unit;
    return dot(r[row], h) + bias[w.length + row];
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  double[] rnn(double[] x, double[] h) {
    var next = new double[hidden];
    for (int u = 0; u < hidden; u++) {
      next[u] = Math.tanh(input(x, 0, u) + state(h, 0, u));
    }
    return next;
  }

  double[] gru(double[] x, double[] h, boolean linearBeforeReset) {
    var next = new double[hidden];
    var weighed = new double[hidden];
    for (int u = 0; u < hidden; u++) {
      weighed[u] = SIGMOID.applyAsDouble(input(x, 1, u) + state(h, 1, u)) * h[u];
    }
    for (int u = 0; u < hidden; u++) {
      double z = SIGMOID.applyAsDouble(input(x, 0, u) + state(h, 0, u));
      double reset = SIGMOID.applyAsDouble(input(x, 1, u) + state(h, 1, u));
      double n =
          Math.tanh(
              input(x, 2, u) + (linearBeforeReset ? reset * state(h, 2, u) : state(weighed, 2, u)));
      next[u] = (1 - z) * n + z * h[u];
    }
    return next;
  }

  /// Changes the cell; gives the next state.
  double[] lstm(double[] x, double[] h, double[] cell, double[] peepholes) {
    var next = new double[hidden];
    for (int u = 0; u < hidden; u++) {
      double before = cell[u];
      double i = SIGMOID.applyAsDouble(input(x, 0, u) + state(h, 0, u) + peepholes[u] * before);
      double f =
          SIGMOID.applyAsDouble(
              input(x, 2, u) + state(h, 2, u) + peepholes[2 * hidden + u] * before);
      double g = Math.tanh(input(x, 3, u) + state(h, 3, u));
      cell[u] = f * before + i * g;
      double o =
          SIGMOID.applyAsDouble(input(x, 1, u) + state(h, 1, u) + peepholes[hidden + u] * cell[u]);
      next[u] = o * Math.tanh(cell[u]);
    }
    return next;
  }
}
