package org.ashlar.onnx.microsoft;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.attention.Mask;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.pointwise.And;
import org.ashlar.operators.pointwise.GreaterOrEqual;

/// Which keys count, in the forms that ONNX Runtime takes: those that do not have a large negative
/// number added to their scores, the node's `mask_filter_value`.
final class KeyMasks {
  private static final double FILTER = -10000;

  private KeyMasks() {}

  /// Adds what an input says to a mask for the scores `[b, heads, queries, keys]`. It holds where
  /// the keys of each batch end (`[b]`), or where they end and then where they start (`[2 b]`), or
  /// for each key whether it counts, for all queries (`[b, keys]`), for each (`[b, queries,
  /// keys]`), or for each of a longest sequence (`[b, 1, most, most]`).
  static void add(Call call, Mask mask, int input, Value q, Expr keys) {
    if (!call.has(input)) {
      return;
    }
    var given = call.value(input);
    var counts = Mask.fitted(counts(call, given, q, keys), keys);
    var filter = Build.scalar(wide(q), call.real("mask_filter_value", FILTER));
    mask.add(Build.where(counts, Build.scalar(filter, 0), filter));
  }

  private static Value wide(Value q) {
    return Build.cast(Build.scalar(q, 0), q.tensor().dtype().accumulator());
  }

  private static Value counts(Call call, Value given, Value q, Expr keys) {
    var sizes = given.tensor().shape().sizes();
    var one = Expr.of(1);
    return switch (sizes.size()) {
      case 1 -> ends(call, given, q.tensor().size(0), keys);
      case 2 ->
          positive(Build.reshape(given, new Shape(List.of(sizes.get(0), one, one, sizes.get(1)))));
      case 3 ->
          positive(
              Build.reshape(
                  given, new Shape(List.of(sizes.get(0), one, sizes.get(1), sizes.get(2)))));
      case 4 -> positive(window(call, given, q.tensor().size(2), keys));
      default -> throw call.refuse("a mask has one to four dimensions, not " + given.type());
    };
  }

  private static Value positive(Value given) {
    return given.tensor().dtype() == DType.BOOL
        ? given
        : Build.greater(given, Build.scalar(given, 0));
  }

  private static Value ends(Call call, Value given, Expr batch, Expr keys) {
    var size = given.tensor().size(0);
    if (size.equals(batch)) {
      return Mask.first(call.graph(), keys, Mask.perBatch(given));
    }
    if (!size.equals(Sizes.multiply(batch, 2))) {
      throw call.refuse("a mask of one dimension has one or two numbers a batch: " + given.type());
    }
    var halves = Build.reshape(given, new Shape(List.of(Expr.of(2), batch)));
    var end = Mask.perBatch(half(halves, 0));
    var start = Mask.perBatch(half(halves, 1));
    var key = call.apply(new Iota(DType.I64, new Shape(List.of(keys)), 0));
    return Build.apply(
        new And(), Build.less(key, end), Build.apply(new GreaterOrEqual(), key, start));
  }

  private static Value half(Value halves, long which) {
    var batch = halves.tensor().size(1);
    var row = new Slice(List.of(which, 0L), new Shape(List.of(Expr.of(1), batch)), List.of());
    return Build.reshape(Build.apply(row, halves), new Shape(List.of(batch)));
  }

  /// The last queries of all keys.
  private static Value window(Call call, Value given, Expr queries, Expr keys) {
    long start =
        Sizes.known(Sizes.subtract(keys, queries))
            .orElseThrow(() -> call.refuse("the number of keys must be known now"));
    var sizes = new ArrayList<>(given.tensor().shape().sizes());
    sizes.set(2, queries);
    sizes.set(3, keys);
    return call.apply(new Slice(List.of(0L, 0L, start, 0L), new Shape(sizes), List.of()), given);
  }
}
