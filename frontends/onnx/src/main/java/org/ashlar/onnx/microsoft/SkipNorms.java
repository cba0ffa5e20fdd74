package org.ashlar.onnx.microsoft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Value;
import org.ashlar.onnx.normalise.Layers;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Rsqrt;
import org.ashlar.operators.reduce.ReduceMean;

/// Normalisations over the last dimension, of sums.
final class SkipNorms {
  private static final double EPSILON = 1e-12;

  private SkipNorms() {}

  /// What ONNX has since version 17.
  static List<Term> plain(Call call) {
    return Layers.layer(
        call,
        call.value(0),
        call.value(1),
        optional(call, 2),
        call.wants(1) || call.wants(2),
        call.real("epsilon", 1e-5));
  }

  /// Outputs are the result, mean and inverse deviation, and the sum that is normalised.
  static List<Term> skip(Call call) {
    var sum = sum(call, 4);
    var normal =
        Layers.layer(
            call,
            sum,
            call.value(2),
            optional(call, 3),
            call.wants(1) || call.wants(2),
            call.real("epsilon", EPSILON));
    var results = new ArrayList<>(normal);
    while (results.size() < 3) {
      results.add(results.getFirst());
    }
    results.add(new Term.Tensor(sum));
    return results;
  }

  static List<Term> skipSimplified(Call call) {
    var sum = sum(call, 3);
    double epsilon = call.real("epsilon", EPSILON);
    var y = Layers.rootMeanSquare(call, sum, call.value(2), epsilon);
    var inverse = call.wants(2) ? inverse(sum, epsilon) : y;
    return Term.of(y, inverse, inverse, sum);
  }

  /// The second output is the inverse of the root.
  static List<Term> simplified(Call call) {
    double epsilon = call.real("epsilon", 1e-5);
    var x = call.value(0);
    var y = Layers.rootMeanSquare(call, x, call.value(1), epsilon);
    return call.wants(1) ? Term.of(y, inverse(x, epsilon)) : Term.of(y);
  }

  private static Value inverse(Value x, double epsilon) {
    var wide = Build.cast(x, x.tensor().dtype().accumulator());
    var square = Build.apply(new ReduceMean(List.of(-1L), true), Build.mul(wide, wide));
    return Build.apply(new Rsqrt(), Build.add(square, epsilon));
  }

  private static Value sum(Call call, int bias) {
    var both = Build.add(call.value(0), call.value(1));
    return call.has(bias) ? Build.add(both, call.value(bias)) : both;
  }

  private static Optional<Value> optional(Call call, int input) {
    return call.has(input) ? Optional.of(call.value(input)) : Optional.empty();
  }
}
