package org.ashlar.onnx.ml;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.build.Build;

/// Support vector machines.
final class Vectors {
  private static final double CERTAIN = 1e-7;

  private Vectors() {}

  static void register(Translations into) {
    into.add(Classic.DOMAIN, "SVMClassifier", Vectors::classify, 1)
        .add(Classic.DOMAIN, "SVMRegressor", Vectors::regress, 1);
  }

  private static List<Term> regress(Call call) {
    var x = Tables.samples(call);
    var coefficients = call.reals("coefficients");
    var weights =
        Tables.of(call, x.tensor().dtype(), Tables.plain(coefficients), coefficients.size(), 1);
    int vectors = Tables.count(call, "n_supports", 0);
    var alike = vectors > 0 ? Kernel.of(call).of(x, vectors(call, x, vectors)) : x;
    var rho = call.reals("rho");
    var score = Build.add(Build.matmul(alike, weights), rho.isEmpty() ? 0 : rho.getFirst());
    if (call.flag("one_class")) {
      var inside = Build.greater(score, Build.scalar(score, 0));
      score = Build.where(inside, Build.scalar(score, 1), Build.scalar(score, -1));
    }
    return List.of(Scores.real(Scores.transformed(call, score, Scores.transform(call))));
  }

  private static Value vectors(Call call, Value x, int count) {
    var numbers = call.reals("support_vectors");
    if (count < 1 || numbers.size() % count != 0) {
      throw call.refuse("support_vectors do not divide into " + count + ": " + numbers.size());
    }
    return Tables.of(
        call, x.tensor().dtype(), Tables.plain(numbers), count, numbers.size() / count);
  }

  private static List<Term> classify(Call call) {
    var x = Tables.samples(call);
    int classes = Math.max(1, Scores.classes(call));
    var perClass = call.wholes("vectors_per_class");
    return perClass.isEmpty() ? linear(call, x, classes) : byPairs(call, x, classes, perClass);
  }

  /// A row of coefficients a class.
  private static List<Term> linear(Call call, Value x, int classes) {
    var coefficients = call.reals("coefficients");
    if (coefficients.size() % classes != 0) {
      throw call.refuse(
          "coefficients do not divide into " + classes + " rows: " + coefficients.size());
    }
    var rows =
        Tables.of(
            call,
            x.tensor().dtype(),
            Tables.plain(coefficients),
            classes,
            coefficients.size() / classes);
    var rho = call.reals("rho");
    var scores =
        Build.add(Build.matmul(x, Build.transpose(rows)), rho.isEmpty() ? 0 : rho.getFirst());
    return Scores.best(call, scores);
  }

  /// Each pair of classes has a score, and votes: the label is that of the most votes. The scores
  /// given are probabilities where `prob_a` and `prob_b` say how, else those of the pairs.
  private static List<Term> byPairs(Call call, Value x, int classes, List<Long> perClass) {
    if (perClass.size() != classes
        || perClass.stream().anyMatch(n -> n < 0 || n > Integer.MAX_VALUE)) {
      throw call.refuse(
          "vectors_per_class needs a number for each of " + classes + " classes: " + perClass);
    }
    var pairs = new Pairs(classes);
    var kernels =
        Kernel.of(call)
            .of(x, vectors(call, x, Tables.place(call, "vectors_per_class", sum(perClass))));
    var dtype = x.tensor().dtype();
    var weights = pairs.weights(call, Tables.plain(call.reals("coefficients")), perClass);
    var rho = call.reals("rho");
    if (rho.size() != pairs.count()) {
      throw call.refuse("rho needs a number for each of " + pairs.count() + " pairs: " + rho);
    }
    var scores =
        Build.add(
            Build.matmul(
                kernels,
                Tables.of(call, dtype, weights, weights.length / pairs.count(), pairs.count())),
            Tables.of(call, dtype, rho));
    var first = Build.cast(Build.greater(scores, Build.scalar(scores, 0)), dtype);
    var votes =
        Build.add(
            Build.matmul(first, pairs.sides(call, dtype, true)),
            Build.matmul(Build.sub(1, first), pairs.sides(call, dtype, false)));
    var labels = Scores.labels(call, Build.argmax(votes, -1));
    return List.of(labels, Scores.real(shown(call, scores, pairs, dtype)));
  }

  private static long sum(List<Long> perClass) {
    return perClass.stream().mapToLong(n -> n).sum();
  }

  private static Value shown(Call call, Value scores, Pairs pairs, DType dtype) {
    var slopes = call.reals("prob_a");
    var transform = Scores.transform(call);
    if (slopes.isEmpty()) {
      var both = pairs.count() == 1 ? Build.concat(1, List.of(Build.neg(scores), scores)) : scores;
      return Scores.transformed(call, both, transform);
    }
    var lines =
        Build.add(
            Build.mul(scores, Tables.of(call, dtype, slopes)),
            Tables.of(call, dtype, call.reals("prob_b")));
    var shares = Build.clamp(call.apply(new Sigmoid(), Build.neg(lines)), CERTAIN, 1 - CERTAIN);
    var none = Build.mul(Build.sum(shares, -1), 0);
    var all = Build.concat(1, List.of(shares, Build.sub(1, shares), Build.unsqueeze(none, 1)));
    var table = Build.gather(all, Tables.wholes(call, pairs.places()), 1);
    var samples = scores.tensor().size(0);
    var side = Expr.of(pairs.classes());
    var matrices = Build.reshape(table, new Shape(List.of(samples, side, side)));
    return Scores.transformed(call, Coupling.of(call, matrices, pairs.classes()), transform);
  }

  /// The pairs of classes: 0 and 1, 0 and 2, …, 1 and 2, ….
  private record Pairs(int classes) {
    int count() {
      return classes * (classes - 1) / 2;
    }

    private List<int[]> all() {
      var all = new ArrayList<int[]>();
      for (int i = 0; i < classes; i++) {
        for (int j = i + 1; j < classes; j++) {
          all.add(new int[] {i, j});
        }
      }
      return all;
    }

    /// What each vector counts in each pair: coefficients stand in a row for each other class.
    double[] weights(Call call, double[] coefficients, List<Long> perClass) {
      int vectors = (int) sum(perClass);
      if (coefficients.length != vectors * (classes - 1)) {
        throw call.refuse(
            "coefficients needs "
                + vectors * (classes - 1)
                + " numbers, not "
                + coefficients.length);
      }
      var weights = new double[vectors * count()];
      var pairs = all();
      for (int pair = 0; pair < count(); pair++) {
        int i = pairs.get(pair)[0];
        int j = pairs.get(pair)[1];
        int vector = 0;
        for (int c = 0; c < classes; c++) {
          for (int n = 0; n < perClass.get(c); n++, vector++) {
            int row = c == i ? j - 1 : c == j ? i : -1;
            weights[vector * count() + pair] = row < 0 ? 0 : coefficients[row * vectors + vector];
          }
        }
      }
      return weights;
    }

    /// Which class is the first, or the second, of a pair: `[pairs, classes]`.
    Value sides(Call call, DType dtype, boolean first) {
      var table = new double[count() * classes];
      var pairs = all();
      for (int pair = 0; pair < count(); pair++) {
        table[pair * classes + pairs.get(pair)[first ? 0 : 1]] = 1;
      }
      return Tables.of(call, dtype, table, count(), classes);
    }

    /// For each place in the matrix of pairs, which column it comes from: the pairs' shares, what
    /// is left of them, or 0.
    List<Long> places() {
      var places = new Long[classes * classes];
      java.util.Arrays.fill(places, 2L * count());
      var pairs = all();
      for (int pair = 0; pair < count(); pair++) {
        int i = pairs.get(pair)[0];
        int j = pairs.get(pair)[1];
        places[i * classes + j] = (long) pair;
        places[j * classes + i] = (long) count() + pair;
      }
      return List.of(places);
    }
  }
}
