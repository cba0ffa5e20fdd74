package org.ashlar.onnx.microsoft;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.attention.Mask;
import org.ashlar.onnx.attention.Packed;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.attention.AttentionScores;
import org.ashlar.operators.attention.Stage;
import org.ashlar.operators.build.Build;

/// Attention of queries, keys and values that stand side by side, in one input or in three.
final class MultiHeads {
  private static final int BIAS = 3;
  private static final int MASK = 4;
  private static final int ADDED = 5;
  private static final int PAST_KEY = 6;
  private static final int PAST_VALUE = 7;

  private MultiHeads() {}

  static List<Term> attention(Call call) {
    if (call.has(PAST_VALUE + 1) || call.has(PAST_VALUE + 2)) {
      throw call.refuse("past_sequence_length and cache_indirection are not supported");
    }
    var opened = opened(call);
    var q = opened.get(0);
    var k = opened.get(1);
    var v = opened.get(2);
    Expr past = Expr.of(0);
    if (call.has(PAST_KEY)) {
      past = call.type(PAST_KEY).size(2);
      k = Build.concat(2, List.of(call.value(PAST_KEY), k));
      v = Build.concat(2, List.of(call.value(PAST_VALUE), v));
    }
    var mask = new Mask();
    KeyMasks.add(call, mask, MASK, q, k.tensor().size(2));
    if (call.has(ADDED)) {
      mask.add(call.value(ADDED));
    }
    var y = Mixing.mixed(call, q, k, v, mask, call.flag("unidirectional"), past, 0);
    if (!call.wants(3)) {
      return Term.of(y, k, v);
    }
    var raw = new AttentionScores(false, call.real("scale", 0), 0, Stage.RAW);
    return Term.of(y, k, v, call.apply(raw, q, k));
  }

  /// Queries, keys and values as `[b, heads, t, d]`, with their biases.
  private static List<Value> opened(Call call) {
    long heads = call.whole("num_heads", 0);
    if (call.rank(0) == 5) {
      return parts(call, call.value(0), 3, 0);
    }
    var q = call.value(0);
    var all = new ArrayList<>(List.of(opened(call, q, 0, heads)));
    long width = call.has(BIAS) ? Mixing.known(call, q.tensor().size(2), "columns") : 0;
    if (call.rank(1) == 5) {
      all.addAll(parts(call, call.value(1), 2, width));
      return all;
    }
    all.add(opened(call, call.value(1), width, heads));
    all.add(opened(call, call.value(2), 2 * width, heads));
    return all;
  }

  /// One input; what has heads already has its bias too.
  private static Value opened(Call call, Value x, long from, long heads) {
    if (!call.has(BIAS) || x.tensor().rank() == 4) {
      return Packed.open(x, heads);
    }
    return Packed.open(
        Build.add(x, Mixing.part(call.value(BIAS), 0, from, x.tensor().size(2))), heads);
  }

  /// `[b, t, heads, count, d]` in its parts.
  private static List<Value> parts(Call call, Value x, int count, long from) {
    var parts = new ArrayList<Value>();
    var sizes = x.tensor().shape().sizes();
    var width = Sizes.multiply(sizes.get(2), sizes.get(4));
    for (int i = 0; i < count; i++) {
      var part = Mixing.place(x, 3, i);
      if (call.has(BIAS)) {
        long start = from + i * Mixing.known(call, width, "columns");
        var bias = Mixing.part(call.value(BIAS), 0, start, width);
        var shape = new Shape(List.of(sizes.get(2), sizes.get(4)));
        part = Build.add(part, Build.reshape(bias, shape));
      }
      parts.add(Build.transpose(part, 0, 2, 1, 3));
    }
    return parts;
  }
}
