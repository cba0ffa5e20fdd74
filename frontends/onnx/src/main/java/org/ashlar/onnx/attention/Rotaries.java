package org.ashlar.onnx.attention;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.attention.RotaryEmbedding;

/// Positions told by turning pairs of numbers.
final class Rotaries {
  private Rotaries() {}

  static List<Term> rotary(Call call) {
    long turned = call.whole("rotary_embedding_dim", 0);
    var x = Packed.open(call.value(0), heads(call, turned));
    var arguments = new ArrayList<>(List.of(x, call.value(1), call.value(2)));
    if (call.has(3)) {
      arguments.add(call.value(3));
    }
    var op = new RotaryEmbedding(call.flag("interleaved"), turned);
    var y = call.graph().apply(op, arguments);
    return Term.of(call.rank(0) == 3 ? Packed.close(y) : y);
  }

  /// Where nobody says them they follow from the angles, two numbers each.
  private static long heads(Call call, long turned) {
    long told = call.whole("num_heads", 0);
    if (told > 0 || turned > 0 || call.rank(0) == 4) {
      return told;
    }
    var width = Sizes.floorDiv(call.type(0).size(2), Sizes.multiply(call.type(1).size(-1), 2));
    return Sizes.known(width).orElse(0L);
  }
}
