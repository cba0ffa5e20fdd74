package org.ashlar.onnx.elementwise;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Clip;

/// `Clip`: bounds as attributes before version 11, as inputs since.
final class Clips {
  /// The bounds of version 6 where none are said: the largest of `f32`.
  private static final double LARGEST = Float.MAX_VALUE;

  private Clips() {}

  static void register(Translations into) {
    into.add("Clip", Clips::byAttributes, 1, 6).add("Clip", Clips::byInputs, 11, 12, 13);
  }

  private static List<Term> byAttributes(Call call) {
    var x = call.value(0);
    boolean bounded = call.version() >= 6;
    double low = call.real("min", bounded ? -LARGEST : Double.NEGATIVE_INFINITY);
    double high = call.real("max", bounded ? LARGEST : Double.POSITIVE_INFINITY);
    if (low <= high) {
      return Term.of(Build.clamp(x, low, high));
    }
    return Term.of(call.apply(new Clip(), x, Build.scalar(x, low), Build.scalar(x, high)));
  }

  /// Where the bounds cross it is the upper one.
  private static List<Term> byInputs(Call call) {
    var x = call.value(0);
    if (call.has(1) && call.has(2)) {
      return Term.of(call.apply(new Clip(), x, bound(call, 1), bound(call, 2)));
    }
    var above = call.has(1) ? Build.max(x, bound(call, 1)) : x;
    return Term.of(call.has(2) ? Build.min(above, bound(call, 2)) : above);
  }

  /// A scalar; files also have one number in a vector.
  private static Value bound(Call call, int input) {
    var bound = call.value(input);
    return bound.tensor().rank() == 0 ? bound : Build.reshape(bound, new long[0]);
  }
}
