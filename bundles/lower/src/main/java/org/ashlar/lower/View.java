package org.ashlar.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Simplify;

/// Another shape over the same elements in the same order: a producer can store straight into it.
final class View {
  private View() {}

  /// The places of the result at which the element of each place of `from` stands.
  ///
  /// @param at where the result reads `from`, over the indices of `result`
  /// @param fromIndices the indices of the places of `from`
  /// @return empty where the elements stand in another order, or the places would need divisions
  static Optional<List<Expr>> inverse(
      List<? extends Expr> at, Shape from, List<Axis> result, List<? extends Expr> fromIndices) {
    var to = new Shape(result.stream().map(Axis::extent).toList());
    if (!from.isConstant()
        || !to.isConstant()
        || from.elements() != to.elements()
        || from.elements() == 0) {
      return Optional.empty();
    }
    var there = Facts.NONE;
    for (int d = 0; d < from.rank(); d++) {
      if (fromIndices.get(d) instanceof Expr.Index i) {
        there = there.with(i, from.size(d));
      }
    }
    var places = new ArrayList<Expr>();
    long stride = from.elements();
    for (var size : to.constants()) {
      stride /= size;
      places.add(
          Simplify.of(
              linear(fromIndices, from).floorDiv(Expr.of(stride)).floorMod(Expr.of(size)), there));
    }
    if (places.stream().anyMatch(View::divides)) {
      return Optional.empty();
    }
    // the result's place of each element reads that very element: as many elements, so each is
    // there once
    var by = new HashMap<Expr, Expr>();
    for (int d = 0; d < result.size(); d++) {
      by.put(result.get(d).index(), places.get(d));
    }
    for (int d = 0; d < at.size(); d++) {
      if (!Simplify.of(Rewrite.substitute(at.get(d), by), there).equals(fromIndices.get(d))) {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(places));
  }

  private static Expr linear(List<? extends Expr> at, Shape shape) {
    return IntStream.range(0, at.size())
        .boxed()
        .<Expr>reduce(Expr.of(0), (sum, d) -> sum.times(shape.size(d)).plus(at.get(d)), Expr::plus);
  }

  private static boolean divides(Expr place) {
    boolean[] divides = {false};
    Rewrite.visit(
        place,
        e ->
            divides[0] |=
                e instanceof Expr.Binary b && (b.op() == Op2.FLOORDIV || b.op() == Op2.FLOORMOD));
    return divides[0];
  }
}
