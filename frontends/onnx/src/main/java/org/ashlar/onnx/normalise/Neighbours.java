package org.ashlar.onnx.normalise;

import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.normalise.LocalResponseNorm;
import org.ashlar.operators.normalise.MeanVarianceNorm;
import org.ashlar.operators.reduce.ReduceMean;

/// Normalisations without weights.
final class Neighbours {
  private Neighbours() {}

  static List<Term> response(Call call) {
    var op =
        new LocalResponseNorm(
            call.whole("size", 0),
            call.real("alpha", 1e-4),
            call.real("beta", 0.75),
            call.real("bias", 1));
    return Term.of(call.apply(op, call.value(0)));
  }

  /// The experimental first version: over each image, over its channels too if it says so.
  static List<Term> meanVarianceOne(Call call) {
    var axes = call.flag("across_channels") ? List.of(1L, 2L, 3L) : List.of(2L, 3L);
    var x = call.value(0);
    return Term.of(
        call.whole("normalize_variance", 1) != 0
            ? call.apply(new MeanVarianceNorm(axes), x)
            : Build.sub(x, Build.apply(new ReduceMean(axes, true), x)));
  }
}
