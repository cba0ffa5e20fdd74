package org.ashlar.onnx.ml;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
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

  /// Two classes may share one row of coefficients, which is then the second's.
  private static List<Term> classify(Call call) {
    int classes = Scores.classes(call);
    int intercepts = call.reals("intercepts").size();
    boolean isEither = classes <= 2 && intercepts == 1;
    var scores = scores(call, isEither ? 1 : classes);
    return isEither ? Scores.either(call, scores, false) : Scores.best(call, scores);
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
    return intercepts.isEmpty()
        ? scores
        : Build.add(scores, Tables.of(call, dtype, intercepts));
  }
}
