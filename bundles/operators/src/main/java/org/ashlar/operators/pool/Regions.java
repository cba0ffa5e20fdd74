package org.ashlar.operators.pool;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Shape;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// The parts into which adaptive poolings cut each dimension: part `i` of `n` goes from `⌊i · size
/// / n⌋` to before `⌈(i + 1) · size / n⌉`.
///
/// @param over the indices inside a part
/// @param at the place in the argument
/// @param guard holds where the place belongs to the part
/// @param count how many places the part has
record Regions(
    Shape shape,
    List<Index> result,
    List<Axis> over,
    List<Expr> at,
    Window.Guard guard,
    Expr count) {

  /// Refuses what does not fit.
  static Regions of(Arguments a, List<Long> sizes) {
    int n = a.rank(0) - 2;
    a.require(n >= 1 && n <= 3, "takes one to three dimensions after batch and channels")
        .require(
            sizes.size() == n && sizes.stream().allMatch(s -> s > 0),
            "needs " + n + " positive sizes, not " + sizes);
    var result = Sizes.indices("i", a.rank(0));
    var shape = new ArrayList<>(a.get(0).shape().sizes().subList(0, 2));
    var over = new ArrayList<Axis>();
    var at = new ArrayList<Expr>(result.subList(0, 2));
    var guard = new Window.Guard();
    Expr count = Expr.of(1);
    for (int d = 0; d < n; d++) {
      var size = a.get(0).size(d + 2);
      long parts = sizes.get(d);
      shape.add(Expr.of(parts));
      boolean even = Sizes.known(size).map(s -> s % parts == 0).orElse(parts == 1);
      var part = Sizes.floorDiv(size, parts);
      // a part that does not start where it should begins earlier and ends later
      var extent = even ? part : Sizes.floorDiv(Sizes.add(size, 2 * parts - 2), parts);
      var axis = Axis.of("k" + d, extent);
      over.add(axis);
      var i = result.get(d + 2);
      var start = even ? Sizes.multiply(i, part) : Sizes.floorDiv(Sizes.multiply(i, size), parts);
      var place = Sizes.add(start, axis.index());
      at.add(place);
      if (even) {
        count = Sizes.multiply(count, part);
        continue;
      }
      var last = Sizes.add(Sizes.multiply(Sizes.add(i, 1), size), parts - 1);
      var end = Sizes.floorDiv(last, parts);
      guard.require(place.lt(end));
      count = Sizes.multiply(count, Sizes.subtract(end, start));
    }
    return new Regions(new Shape(shape), result, over, at, guard, count);
  }
}
