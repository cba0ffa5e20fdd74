package org.ashlar.onnx.microsoft;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.attention.Mask;
import org.ashlar.onnx.attention.Packed;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.attention.ScaledDotProductAttention;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Slice;

/// What the kinds of attention share.
final class Mixing {
  private Mixing() {}

  /// Attention of heads `[b, heads, t, d]` as `[b, t, heads · d]`.
  ///
  /// @param past how many keys stand before those of the first query, where later ones are hidden
  static Value mixed(
      Call call, Value q, Value k, Value v, Mask mask, boolean causal, Expr past, double softcap) {
    boolean plain = causal && Sizes.is(past, 0);
    if (causal && !plain) {
      var offset = Build.size(call.graph(), DType.I64, past);
      mask.and(Mask.causal(call.graph(), q.tensor().size(2), k.tensor().size(2), offset));
    }
    var op = new ScaledDotProductAttention(plain, call.real("scale", 0), softcap);
    var arguments = new ArrayList<>(List.of(q, k, v));
    mask.get().ifPresent(arguments::add);
    return Packed.close(call.graph().apply(op, arguments));
  }

  /// A part of one dimension.
  static Value part(Value x, int dimension, long start, Expr size) {
    var sizes = new ArrayList<>(x.tensor().shape().sizes());
    sizes.set(dimension, size);
    var starts = new ArrayList<Long>();
    for (int d = 0; d < sizes.size(); d++) {
      starts.add(d == dimension ? start : 0L);
    }
    return Build.apply(new Slice(starts, new Shape(sizes), List.of()), x);
  }

  /// One place of a dimension, which goes.
  static Value place(Value x, int dimension, long at) {
    var sizes = new ArrayList<>(x.tensor().shape().sizes());
    sizes.remove(dimension);
    return Build.reshape(part(x, dimension, at, Expr.of(1)), new Shape(sizes));
  }

  /// A size that must be known now.
  static long known(Call call, Expr size, String what) {
    return Sizes.known(size)
        .orElseThrow(() -> call.refuse("the number of " + what + " must be known now: " + size));
  }

  /// Refuses an attribute that is told to be anything but its default.
  static void refuse(Call call, String attribute, long otherwise) {
    long told = call.whole(attribute, otherwise);
    if (told != otherwise) {
      throw call.refuse(attribute + " is not supported: it is " + told);
    }
  }
}
