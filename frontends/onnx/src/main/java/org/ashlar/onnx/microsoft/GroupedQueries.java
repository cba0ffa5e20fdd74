package org.ashlar.onnx.microsoft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.attention.Mask;
import org.ashlar.onnx.attention.Packed;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.attention.RotaryEmbedding;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.gather.Combine;
import org.ashlar.operators.gather.ScatterElements;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.pointwise.GreaterOrEqual;

/// Causal attention in which groups of queries share keys and values, with a cache in which each
/// batch has a length of its own.
final class GroupedQueries {
  private static final int PAST_KEY = 3;
  private static final int PAST_VALUE = 4;
  private static final int LENGTHS = 5;
  private static final int TOTAL = 6;
  private static final int COSINES = 7;
  private static final int PLACES = 9;
  private static final int ADDED = 10;
  private static final int SINK = 11;

  private GroupedQueries() {}

  static List<Term> attention(Call call) {
    Mixing.refuse(call, "smooth_softmax", 0);
    if (call.has(SINK)) {
      throw call.refuse("head_sink is not supported");
    }
    var opened = opened(call);
    var count = opened.getFirst().tensor().size(2);
    var before = before(call, count);
    boolean turns = call.flag("do_rotary");
    var q = turns ? turned(call, opened.get(0), before) : opened.get(0);
    var k =
        cached(call, PAST_KEY, turns ? turned(call, opened.get(1), before) : opened.get(1), before);
    var v = cached(call, PAST_VALUE, opened.get(2), before);
    var keys = k.tensor().size(2);
    var mask = new Mask().and(Mask.causal(call.graph(), count, keys, before));
    long window = call.whole("local_window_size", -1);
    if (window > 0) {
      mask.and(near(call, count, keys, before, window));
    }
    if (call.has(ADDED)) {
      mask.add(call.value(ADDED));
    }
    var softcap = call.real("softcap", 0);
    return Term.of(Mixing.mixed(call, q, k, v, mask, false, Expr.of(0), softcap), k, v);
  }

  private static List<Value> opened(Call call) {
    long heads = call.whole("num_heads", 0);
    long groups = call.whole("kv_num_heads", 0);
    var q = call.value(0);
    if (call.has(1)) {
      return List.of(
          Packed.open(q, heads),
          Packed.open(call.value(1), groups),
          Packed.open(call.value(2), groups));
    }
    long all = Mixing.known(call, q.tensor().size(2), "columns");
    long each = all / (heads + 2 * groups);
    return List.of(
        Packed.open(Mixing.part(q, 2, 0, Expr.of(heads * each)), heads),
        Packed.open(Mixing.part(q, 2, heads * each, Expr.of(groups * each)), groups),
        Packed.open(Mixing.part(q, 2, (heads + groups) * each, Expr.of(groups * each)), groups));
  }

  /// How many keys each batch has before these queries, `[b, 1, 1, 1]`: none where the queries are
  /// all there is. The lengths are told as one less than they are.
  private static Value before(Call call, Expr count) {
    var last = Mask.perBatch(Build.reshape(call.value(LENGTHS), -1));
    if (!call.has(PAST_KEY) || count.equals(call.sizes(TOTAL).getFirst())) {
      return Build.mul(last, 0);
    }
    return Build.sub(Build.add(last, 1), Build.size(call.graph(), DType.I64, count));
  }

  /// Turned by the positions, which follow from the lengths if they are not told.
  private static Value turned(Call call, Value x, Value before) {
    var sizes = x.tensor().shape().sizes();
    var shape = new Shape(List.of(sizes.get(0), sizes.get(2)));
    Value places;
    if (call.has(PLACES)) {
      places = Build.broadcast(call.value(PLACES), shape);
    } else {
      var steps = call.apply(new Iota(DType.I64, shape, 1));
      places = Build.add(steps, Build.reshape(before, -1, 1));
    }
    long turned = 2 * Mixing.known(call, call.type(COSINES).size(1), "angles");
    var op = new RotaryEmbedding(call.flag("rotary_interleaved"), turned);
    return call.apply(op, x, call.value(COSINES), call.value(COSINES + 1), places);
  }

  /// The cache with the new ones after what each batch has: as long as the past, or as all there is
  /// where that is longer.
  private static Value cached(Call call, int past, Value now, Value before) {
    if (!call.has(past)) {
      return now;
    }
    var cache = call.value(past);
    long size = Mixing.known(call, cache.tensor().size(2), "keys of the past");
    long total = Mixing.known(call, call.sizes(TOTAL).getFirst(), "keys");
    var pads = new ArrayList<>(Collections.nCopies(8, 0L));
    pads.set(6, Math.max(0, total - size));
    var grown = total > size ? call.apply(new Pad(pads, 0), cache) : cache;
    var steps = call.apply(new Iota(DType.I64, now.tensor().shape(), 2));
    return call.apply(new ScatterElements(2, Combine.SET), grown, Build.add(steps, before), now);
  }

  /// Whether key `j` is one of the last so many up to query `i`.
  private static Value near(Call call, Expr queries, Expr keys, Value before, long window) {
    var rows = new Shape(List.of(queries, Expr.of(1)));
    var query = Build.add(call.apply(new Iota(DType.I64, rows, 0)), before);
    var key = call.apply(new Iota(DType.I64, new Shape(List.of(keys)), 0));
    return Build.apply(new GreaterOrEqual(), key, Build.add(query, 1 - window));
  }
}
