package org.ashlar.onnx.ml;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;

/// Linear models.
final class Linear {
  private Linear() {}

  static void register(Translations into) {
    into.add(Classic.DOMAIN, "LinearClassifier", Linear::classify, 1)
        .add(Classic.DOMAIN, "LinearRegressor", Linear::regress, 1);
  }

  private static List<Term> regress(Call call) {
    var scores = scores(call, Tables.count(call, "targets", 1));
    return List.of(Scores.real(Scores.transformed(call, scores, Scores.transform(call))));
  }

  /// Two classes may share one row of coefficients: the score of the second, and the opposite of
  /// that of the first. A single class is there or not, and then its label is 0.
  private static List<Term> classify(Call call) {
    int classes = Scores.classes(call);
    int rows = rows(call);
    if (rows > 1 || classes > 2) {
      return Scores.best(call, scores(call, rows));
    }
    var score = scores(call, 1);
    return classes == 2
        ? Scores.best(call, Build.concat(1, List.of(Build.neg(score), score)))
        : Scores.alone(call, score);
  }

  /// How many rows of coefficients there are, one number a feature; where features are counted at
  /// launch only, as many as intercepts.
  private static int rows(Call call) {
    int all = call.reals("coefficients").size();
    return Sizes.known(Tables.samples(call).tensor().size(1))
        .filter(features -> features > 0 && features <= all)
        .map(features -> (int) (all / features))
        .orElse(Math.max(1, call.reals("intercepts").size()));
  }

  /// `x · coefficients + intercepts`, with a row of coefficients a result.
  private static Value scores(Call call, int results) {
    var x = Tables.samples(call);
    var dtype = x.tensor().dtype();
    var coefficients = call.reals("coefficients");
    if (results < 1 || coefficients.size() % results != 0) {
      throw call.refuse(
          "coefficients do not divide into " + results + " rows: " + coefficients.size());
    }
    int features = coefficients.size() / results;
    var rows = Tables.of(call, dtype, Tables.plain(coefficients), results, features);
    var scores = Build.matmul(x, Build.transpose(rows));
    var intercepts = call.reals("intercepts");
    return intercepts.isEmpty() ? scores : Build.add(scores, Tables.of(call, dtype, intercepts));
  }
}
