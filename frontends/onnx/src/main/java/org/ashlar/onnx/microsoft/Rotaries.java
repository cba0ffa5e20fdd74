package org.ashlar.onnx.microsoft;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.attention.Packed;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.attention.RotaryEmbedding;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Iota;

/// Positions told by turning pairs of numbers.
final class Rotaries {
  private Rotaries() {}

  static List<Term> rotary(Call call) {
    Mixing.refuse(call, "is_packed_batching", 0);
    var x = Packed.open(call.value(0), heads(call));
    var sizes = x.tensor().shape().sizes();
    var places = places(call, new Shape(List.of(sizes.get(0), sizes.get(2))));
    long turned = 2 * Mixing.known(call, call.type(2).size(1), "angles");
    var op = new RotaryEmbedding(call.flag("interleaved"), turned);
    var y = call.apply(op, x, call.value(2), call.value(3), places);
    return Term.of(call.rank(0) == 3 ? Packed.close(y) : y);
  }

  /// A position each, or that of the first one.
  private static Value places(Call call, Shape shape) {
    var given = call.value(1);
    if (given.tensor().rank() == 2) {
      return Build.broadcast(given, shape);
    }
    var steps = call.apply(new Iota(DType.I64, shape, 1));
    return Build.add(steps, Build.cast(Build.reshape(given, 1, 1), DType.I64));
  }

  /// Where nobody says them they follow from the angles, two numbers each.
  private static long heads(Call call) {
    long told = call.whole("num_heads", 0);
    if (told > 0 || call.rank(0) == 4) {
      return told;
    }
    var width = Sizes.floorDiv(call.type(0).size(2), Sizes.multiply(call.type(2).size(1), 2));
    return Mixing.known(call, width, "heads");
  }
}
