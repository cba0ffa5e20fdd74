package org.ashlar.onnx.reduce;

import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.normalise.LpNorm;
import org.ashlar.operators.normalise.MeanVarianceNorm;

/// Normalisation by lengths and by mean and variance.
final class Norms {
  private Norms() {}

  static void register(Translations into) {
    into.add("LpNormalization", Norms::lengths, 1, 22)
        .add("MeanVarianceNormalization", Norms::statistics, 9, 13);
  }

  private static List<Term> lengths(Call call) {
    var op = new LpNorm(call.whole("axis", -1), call.whole("p", 2));
    return Term.of(call.apply(op, call.value(0)));
  }

  private static List<Term> statistics(Call call) {
    var axes = call.hasAttribute("axes") ? call.wholes("axes") : List.of(0L, 2L, 3L);
    return Term.of(call.apply(new MeanVarianceNorm(axes), call.value(0)));
  }
}
