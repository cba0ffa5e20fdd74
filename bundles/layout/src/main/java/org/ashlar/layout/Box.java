package org.ashlar.layout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Stmt;

/// The part of a buffer that a nest stores, element by element.
///
/// @param from the first element in each dimension
/// @param extents the elements in each dimension
/// @param loops the loop along each dimension; empty where the part is one element thick
record Box(Buffer of, List<Long> from, List<Long> extents, List<Optional<Stmt.For>> loops) {

  /// Empty where places are not a loop and a number each, or a loop is missing.
  static Optional<Box> of(Nest nest) {
    var store = Pieces.store(nest);
    return of(nest, store.to(), store.at());
  }

  static Optional<Box> of(Nest nest, Buffer buffer, List<Expr> at) {
    var from = new ArrayList<Long>();
    var extents = new ArrayList<Long>();
    var loops = new ArrayList<Optional<Stmt.For>>();
    var seen = new HashSet<Index>();
    for (var place : at) {
      var free = Rewrite.free(place);
      if (free.isEmpty() && Simplify.of(place) instanceof Expr.Const c) {
        from.add(c.bits());
        extents.add(1L);
        loops.add(Optional.empty());
        continue;
      }
      var loop =
          nest.loops().stream().filter(l -> free.size() == 1 && free.contains(l.index())).findAny();
      if (loop.isEmpty()
          || !seen.add(loop.get().index())
          || !(Simplify.of(place.minus(loop.get().index())) instanceof Expr.Const c)) {
        return Optional.empty();
      }
      from.add(c.bits());
      extents.add((long) Touch.extent(loop.get()));
      loops.add(loop);
    }
    return seen.size() == nest.loops().size()
        ? Optional.of(new Box(buffer, from, extents, loops))
        : Optional.empty();
  }

  /// The box that others make up; empty where they overlap or leave something out.
  static Optional<Box> around(List<Box> parts) {
    var first = parts.getFirst();
    var from = new ArrayList<Long>();
    var extents = new ArrayList<Long>();
    double elements = 1;
    for (int d = 0; d < first.of.rank(); d++) {
      int dimension = d;
      long least = parts.stream().mapToLong(p -> p.from.get(dimension)).min().orElseThrow();
      long most =
          parts.stream()
              .mapToLong(p -> p.from.get(dimension) + p.extents.get(dimension))
              .max()
              .orElseThrow();
      from.add(least);
      extents.add(most - least);
      elements *= most - least;
    }
    for (var part : parts) {
      elements -= part.extents.stream().mapToDouble(n -> n).reduce(1, (a, b) -> a * b);
      if (parts.stream().anyMatch(other -> other != part && !other.isApart(part))) {
        return Optional.empty();
      }
    }
    return elements == 0
        ? Optional.of(new Box(first.of, from, extents, first.loops))
        : Optional.empty();
  }

  /// Whether no element is in both.
  boolean isApart(Box other) {
    for (int d = 0; d < from.size(); d++) {
      if (from.get(d) + extents.get(d) <= other.from.get(d)
          || other.from.get(d) + other.extents.get(d) <= from.get(d)) {
        return true;
      }
    }
    return false;
  }

  /// Whether it is the whole buffer.
  boolean isWhole() {
    for (int d = 0; d < from.size(); d++) {
      if (from.get(d) != 0
          || !(of.sizes().get(d) instanceof Expr.Const c && c.bits() == extents.get(d))) {
        return false;
      }
    }
    return true;
  }
}
