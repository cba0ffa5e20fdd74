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
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Scalar;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
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
    var known = new ArrayList<Known>();
    long all = 1;
    for (var free : Rewrite.free(place)) {
      if (!(free instanceof Index i && over.get(i) instanceof Expr.Const(_, long extent))) {
        return Optional.empty();
      }
      known.add(new Known(i, extent));
      all = all > MOST ? all : all * extent;
    }
    if (known.isEmpty() || all > MOST || !(size instanceof Expr.Const(_, long places))) {
      return Optional.empty();
    }
    // the widest one first: it is solved for
    known.sort((a, b) -> Long.compare(b.extent(), a.extent()));
    var width = width(place, known, places);
    long rest = all / Math.max(1, known.getFirst().extent());
    if (width.isEmpty() || places * rest * width.get() > WORTH * (all + places)) {
      return Optional.empty();
    }
    var others = known.stream().skip(1).map(Known::index).toList();
    return Optional.of(
        new Search(
            known.getFirst().index(), others, width.get(), first(graph, place, known, places)));
  }

  /// An index whose extent is a number.
  private record Known(Index index, long extent) {}

  /// The largest distance, both ends counted, of values of the first index that lead to one place;
  /// empty where the place reads something.
  private static Optional<Long> width(Expr place, List<Known> known, long places) {
    var at = new long[known.size()];
    long width = 1;
    do {
      var first = new HashMap<Long, Long>();
      for (at[0] = 0; at[0] < known.getFirst().extent(); at[0]++) {
        var to = number(place, known, at);
        if (to.isEmpty()) {
          return Optional.empty();
        }
        if (to.get() >= 0 && to.get() < places) {
          var before = first.putIfAbsent(to.get(), at[0]);
          width = Math.max(width, before == null ? 1 : at[0] - before + 1);
        }
      }
    } while (advance(at, known));
    return Optional.of(width);
  }

  /// The next values of the indices behind the first, as an odometer counts; false after the last.
  private static boolean advance(long[] at, List<Known> known) {
    for (int i = 1; i < at.length; i++) {
      at[i] = (at[i] + 1) % known.get(i).extent();
      if (at[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private static Value first(Graph graph, Expr place, List<Known> known, long places) {
    var j = new Index("place");
    var result = new ArrayList<>(List.of(j));
    var sizes = new ArrayList<Expr>(List.of(Expr.of(places)));
    for (var other : known.subList(1, known.size())) {
      result.add(other.index());
      sizes.add(Expr.of(other.extent()));
    }
    var index = known.getFirst().index();
    var extent = Expr.of(known.getFirst().extent());
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
  private static Optional<Long> number(Expr e, List<Known> known, long[] at) {
    return switch (e) {
      case Expr.Const(_, long bits) -> Optional.of(bits);
      case Index i -> {
        for (int k = 0; k < at.length; k++) {
          if (known.get(k).index().equals(i)) {
            yield Optional.of(at[k]);
          }
        }
        yield Optional.empty();
      }
      case Expr.Unary(var op, var x) ->
          number(x, known, at).map(n -> Scalar.apply(op, x.dtype(), n));
      case Expr.Binary(var op, var x, var y) ->
          number(x, known, at)
              .flatMap(n -> number(y, known, at).map(m -> Scalar.apply(op, x.dtype(), n, m)));
      case Expr.Select(var when, var then, var otherwise) ->
          number(when, known, at).flatMap(n -> number(n != 0 ? then : otherwise, known, at));
      case Expr.Cast(var to, var mode, var x) ->
          number(x, known, at).map(n -> Scalar.cast(x.dtype(), to, mode, n));
      case Expr.Size _, Expr.Local _, Expr.Let _, Expr.Read _ -> Optional.empty();
    };
  }
}
