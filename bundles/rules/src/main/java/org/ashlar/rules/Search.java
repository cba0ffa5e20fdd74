package org.ashlar.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Scalar;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Graph;
import org.ashlar.operators.Derive;

/// A place that is no affine function but known for every value of its indices (clamped, mirrored,
/// rounded): for each place of the result the first value of one index that leads there, in a small
/// table, and how far behind it the last one lies.
///
/// @param index the one that is solved for
/// @param others the other indices of the place
/// @param width how many values from the first on must be looked at
/// @param first for each place of the result and each value of the others; the extent of the index
///   where there is none
record Search(Index index, List<Index> others, long width, Value first) {
  /// More values than these are not tried out.
  private static final long MOST = 1 << 16;

  /// How much more work than the scatter a search may be.
  private static final long WORTH = 8;

  /// Empty where sizes are not known, the place depends on more than indices, or too many values
  /// lead to one place.
  static Optional<Search> of(Graph graph, Expr place, Expr size, Map<Index, Expr> over) {
    var extents = new HashMap<Index, Long>();
    Index widest = null;
    long all = 1;
    for (var free : Rewrite.free(place)) {
      if (!(free instanceof Index i) || !(over.get(i) instanceof Expr.Const(_, long extent))) {
        return Optional.empty();
      }
      extents.put(i, extent);
      all = all > MOST ? all : all * extent;
      widest = widest == null || extent > extents.getOrDefault(widest, 0L) ? i : widest;
    }
    if (widest == null || all > MOST || !(size instanceof Expr.Const(_, long places))) {
      return Optional.empty();
    }
    var others = new ArrayList<>(extents.keySet());
    others.remove(widest);
    others.sort(java.util.Comparator.comparing(Index::name));
    var width = width(place, widest, others, extents, places);
    long rest = all / Math.max(1, extents.getOrDefault(widest, 1L));
    if (width.isEmpty() || places * rest * width.get() > WORTH * (all + places)) {
      return Optional.empty();
    }
    var index = widest;
    var first = first(graph, place, index, others, extents, places);
    return Optional.of(new Search(index, others, width.get(), first));
  }

  /// The largest distance, both ends counted, of values that lead to one place; empty where the
  /// place reads something.
  private static Optional<Long> width(
      Expr place, Index index, List<Index> others, Map<Index, Long> extents, long places) {
    var at = new HashMap<Expr, Long>();
    others.forEach(other -> at.put(other, 0L));
    long width = 1;
    do {
      var first = new HashMap<Long, Long>();
      for (long k = 0; k < extents.get(index); k++) {
        at.put(index, k);
        var to = number(place, at);
        if (to.isEmpty()) {
          return Optional.empty();
        }
        if (to.get() >= 0 && to.get() < places) {
          var before = first.putIfAbsent(to.get(), k);
          width = Math.max(width, before == null ? 1 : k - before + 1);
        }
      }
    } while (advance(at, others, extents));
    return Optional.of(width);
  }

  /// The next values of the indices, as an odometer counts; false after the last.
  private static boolean advance(
      Map<Expr, Long> at, List<Index> indices, Map<Index, Long> extents) {
    for (var index : indices) {
      long next = at.get(index) + 1;
      at.put(index, next % extents.get(index));
      if (next < extents.get(index)) {
        return true;
      }
    }
    return false;
  }

  private static Value first(
      Graph graph,
      Expr place,
      Index index,
      List<Index> others,
      Map<Index, Long> extents,
      long places) {
    var j = new Index("place");
    var result = new ArrayList<>(List.of(j));
    result.addAll(others);
    var sizes = new ArrayList<Expr>(List.of(Expr.of(places)));
    others.forEach(other -> sizes.add(Expr.of(extents.get(other))));
    var extent = Expr.of(extents.get(index));
    var meaning =
        new Meaning.Indexed(
            result,
            List.of(new Axis(index, extent)),
            Reducer.min(DType.I64),
            List.of(place.eq(j).select(index, extent)));
    return Derive.apply(
        graph, "first", meaning, new TensorType(DType.I64, new Shape(sizes)), List.of());
  }

  /// The number that an expression of whole numbers has; empty where it reads something.
  private static Optional<Long> number(Expr e, Map<Expr, Long> at) {
    return switch (e) {
      case Expr.Const(_, long bits) -> Optional.of(bits);
      case Index i -> Optional.ofNullable(at.get(i));
      case Expr.Unary(Op1 op, var x) -> number(x, at).map(n -> Scalar.apply(op, x.dtype(), n));
      case Expr.Binary(var op, var x, var y) ->
          number(x, at)
              .flatMap(n -> number(y, at).map(m -> Scalar.apply(op, x.dtype(), n, m)));
      case Expr.Select(var when, var then, var otherwise) ->
          number(when, at).flatMap(n -> number(n != 0 ? then : otherwise, at));
      case Expr.Cast(var to, var mode, var x) ->
          number(x, at).map(n -> Scalar.cast(x.dtype(), to, mode, n));
      case Expr.Size _, Expr.Local _, Expr.Let _, Expr.Read _ -> Optional.empty();
    };
  }
}
