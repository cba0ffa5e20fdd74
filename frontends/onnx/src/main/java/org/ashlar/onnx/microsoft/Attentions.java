package org.ashlar.onnx.microsoft;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.onnx.attention.Mask;
import org.ashlar.onnx.attention.Packed;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;

/// Attention that makes queries, keys and values of one input.
final class Attentions {
  private static final int BIAS = 2;
  private static final int MASK = 3;
  private static final int PAST = 4;
  private static final int ADDED = 5;

  private Attentions() {}

  static List<Term> attention(Call call) {
    Mixing.refuse(call, "past_present_share_buffer", 0);
    var product = Build.matmul(call.value(0), call.value(1));
    var all = call.has(BIAS) ? Build.add(product, call.value(BIAS)) : product;
    return attention(call, all, MASK, PAST, ADDED);
  }

  /// @param all queries, keys and values side by side, `[b, t, 3 · heads · d]`
  /// @param added the position of what is added to the scores
  static List<Term> attention(Call call, Value all, int masks, int before, int added) {
    Mixing.refuse(call, "do_rotary", 0);
    long heads = call.whole("num_heads", 0);
    var parts = new ArrayList<Value>();
    long start = 0;
    for (long width : widths(call, all)) {
      parts.add(Packed.open(Mixing.part(all, 2, start, Expr.of(width)), heads));
      start += width;
    }
    var q = parts.get(0);
    var k = parts.get(1);
    var v = parts.get(2);
    Expr past = Expr.of(0);
    if (call.has(before)) {
      past = call.type(before).size(3);
      k = Build.concat(2, List.of(Mixing.place(call.value(before), 0, 0), k));
      v = Build.concat(2, List.of(Mixing.place(call.value(before), 0, 1), v));
    }
    var mask = new Mask();
    KeyMasks.add(call, mask, masks, q, k.tensor().size(2));
    if (call.has(added)) {
      mask.add(call.value(added));
    }
    var y = Mixing.mixed(call, q, k, v, mask, call.flag("unidirectional"), past, 0);
    if (!call.wants(1)) {
      return Term.of(y);
    }
    var present = Build.concat(0, List.of(Build.unsqueeze(k, 0), Build.unsqueeze(v, 0)));
    return Term.of(y, present);
  }

  private static List<Long> widths(Call call, Value all) {
    var told = call.wholes("qkv_hidden_sizes");
    if (!told.isEmpty()) {
      return told;
    }
    long each = Mixing.known(call, all.tensor().size(2), "columns of the weight") / 3;
    return List.of(each, each, each);
  }
}
