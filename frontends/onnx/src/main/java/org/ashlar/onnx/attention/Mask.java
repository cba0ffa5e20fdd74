package org.ashlar.onnx.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.pointwise.And;
import org.ashlar.operators.pointwise.LessOrEqual;

/// What queries see of keys, gathered from several sources: truths, which must all hold, and
/// floats, which are added to the scores. All broadcast to `[b, heads, q, k]`.
public final class Mask {
  private Optional<Value> truths = Optional.empty();
  private Optional<Value> added = Optional.empty();

  /// Keys that are seen.
  public Mask and(Value seen) {
    truths = Optional.of(truths.map(t -> Build.apply(new And(), t, seen)).orElse(seen));
    return this;
  }

  /// Numbers added to the scores.
  public Mask add(Value numbers) {
    added = Optional.of(added.map(a -> sum(a, numbers)).orElse(numbers));
    return this;
  }

  private static Value sum(Value a, Value b) {
    var one = a.tensor().dtype();
    var other = b.tensor().dtype();
    var wide = one.bits() < other.bits() ? other : one;
    return Build.add(Build.cast(a, wide), Build.cast(b, wide));
  }

  /// The mask as attention takes it, if there is any.
  public Optional<Value> get() {
    if (added.isEmpty()) {
      return truths;
    }
    var numbers = added.get();
    var nothing = Build.scalar(numbers, Double.NEGATIVE_INFINITY);
    return Optional.of(truths.map(t -> Build.where(t, numbers, nothing)).orElse(numbers));
  }

  /// A mask for so many keys: those beyond its end are not seen. Of one key it stands for all, and
  /// of more than there are it is left as it is.
  ///
  /// @param mask truths, or floats
  public static Value fitted(Value mask, Expr keys) {
    var type = mask.tensor();
    var own = type.size(-1);
    long more = Sizes.known(Sizes.subtract(own, keys)).orElse(-1L);
    if (more >= 0 || Sizes.is(own, 1)) {
      return mask;
    }
    var sizes = new ArrayList<>(type.shape().sizes());
    sizes.set(sizes.size() - 1, keys);
    var at = Sizes.indices("i", sizes.size());
    var nothing =
        type.dtype() == DType.BOOL
            ? Expr.of(false)
            : Expr.of(type.dtype(), Double.NEGATIVE_INFINITY);
    var read = new Arguments("mask", List.of(type)).read(0, at);
    var meaning = Meaning.Indexed.of(at, at.getLast().lt(own).select(read, nothing));
    return Build.apply(
        new Derived("mask", meaning, new TensorType(type.dtype(), new Shape(sizes))), mask);
  }

  /// Whether key `j` is not after query `i + offset`: `[…, q, k]`.
  ///
  /// @param offset whole numbers that broadcast to it
  public static Value causal(Graph graph, Expr queries, Expr keys, Value offset) {
    var rows = new Shape(List.of(queries, Expr.of(1)));
    var query = Build.add(graph.apply(new Iota(offset.tensor().dtype(), rows, 0)), offset);
    return Build.apply(new LessOrEqual(), columns(graph, offset, keys), query);
  }

  /// Whether key `j` is one of the first: `[…, 1, k]`.
  ///
  /// @param count whole numbers that broadcast to it
  public static Value first(Graph graph, Expr keys, Value count) {
    return Build.less(columns(graph, count, keys), count);
  }

  /// `0, 1, …` in a row, of the dtype of `like`.
  private static Value columns(Graph graph, Value like, Expr count) {
    return graph.apply(new Iota(like.tensor().dtype(), new Shape(List.of(count)), 0));
  }

  /// One number a batch, `[b, 1, 1, 1]`, as `i64`.
  public static Value perBatch(Value numbers) {
    var batch = numbers.tensor().size(0);
    var shape = new Shape(List.of(batch, Expr.of(1), Expr.of(1), Expr.of(1)));
    return Build.cast(Build.reshape(numbers, shape), DType.I64);
  }
}
