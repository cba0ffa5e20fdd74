package org.ashlar.onnx.microsoft;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.recurrent.Layers;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;

/// Recurrent layers whose weights have 8 bits. They are computed with the real numbers that the
/// weights stand for; what goes in is not quantised on the way, as ONNX Runtime does.
final class QuantisedLayers {
  private static final int SCALES = 8;

  private QuantisedLayers() {}

  /// The weights are `[directions, input, 4 hidden]`, the other way round than those of LSTM.
  static List<Term> lstm(Call call) {
    var arguments = new ArrayList<>(List.of(call.value(0)));
    arguments.add(weight(call, 1, SCALES));
    arguments.add(weight(call, 2, SCALES + 2));
    for (int i = 3; i < SCALES; i++) {
      if (call.has(i)) {
        arguments.add(call.value(i));
      }
    }
    var op = Layers.lstm(call, Layers.given(call));
    return Term.of(call.graph().applyAll(op, arguments));
  }

  /// Scales and zero points are one a direction, or one for each of its columns.
  private static Value weight(Call call, int input, int scale) {
    var whole = Build.cast(call.value(input), DType.I32);
    var centred =
        call.has(scale + 1)
            ? Build.sub(whole, Build.cast(perColumn(call.value(scale + 1)), DType.I32))
            : whole;
    var real = Build.mul(Build.cast(centred, DType.F32), perColumn(call.value(scale)));
    return Build.transpose(real, 0, 2, 1);
  }

  private static Value perColumn(Value numbers) {
    return numbers.tensor().rank() == 1 ? Build.firsts(numbers, 3) : Build.unsqueeze(numbers, 1);
  }
}
