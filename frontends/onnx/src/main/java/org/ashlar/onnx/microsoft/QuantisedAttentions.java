package org.ashlar.onnx.microsoft;

import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;

/// Attention whose input and weight have 8 bits.
final class QuantisedAttentions {
  private static final int BIAS = 2;
  private static final int MASK = 5;
  private static final int PAST = 8;

  private QuantisedAttentions() {}

  /// Inputs: input, weight, bias, their scales, a mask, their zero points, the past.
  static List<Term> attention(Call call) {
    var sums =
        IntegerProducts.sums(
            call.value(0),
            call.value(1),
            IntegerProducts.zero(call, 0, MASK + 1),
            IntegerProducts.zero(call, 1, MASK + 2));
    var real = IntegerProducts.scaled(sums, call.value(3), call.value(4));
    var all = Build.add(real, call.value(BIAS));
    return Attentions.attention(call, all, MASK, PAST, PAST + 1);
  }
}
