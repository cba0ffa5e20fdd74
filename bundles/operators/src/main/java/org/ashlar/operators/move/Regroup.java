package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.operators.Sizes;

/// How the dimensions of two shapes of equally many elements correspond: the smallest runs of equal
/// product.
///
/// Runs are taken apart one by one, so that a dimension that only moves keeps a plain index.
final class Regroup {
  private Regroup() {}

  /// Dimensions `from` .. of one shape that hold the elements of dimensions `to` .. of the other;
  /// ends excluded.
  record Run(int from, int fromEnd, int to, int toEnd) {}

  /// The runs; empty where the shapes cannot be matched.
  static Optional<List<Run>> of(Shape from, Shape to) {
    var runs = new ArrayList<Run>();
    int f = 0;
    int t = 0;
    while (f < from.rank() || t < to.rank()) {
      int f0 = f;
      int t0 = t;
      Expr fromSize = f < from.rank() ? from.size(f++) : Expr.of(1);
      Expr toSize = t < to.rank() ? to.size(t++) : Expr.of(1);
      while (!fromSize.equals(toSize)) {
        boolean growFrom = isLess(fromSize, toSize) ? f < from.rank() : t >= to.rank();
        if (growFrom && f < from.rank()) {
          fromSize = Sizes.multiply(fromSize, from.size(f++));
        } else if (!growFrom && t < to.rank()) {
          toSize = Sizes.multiply(toSize, to.size(t++));
        } else {
          return Optional.empty();
        }
      }
      runs.add(new Run(f0, f, t0, t));
    }
    return Optional.of(runs);
  }

  /// The places in `from` of the element at the result's places.
  static List<Expr> places(Shape from, Shape to, List<? extends Expr> result) {
    var runs = of(from, to).orElse(List.of(new Run(0, from.rank(), 0, to.rank())));
    var at = new ArrayList<Expr>(Collections.nCopies(from.rank(), Expr.of(0)));
    for (var run : runs) {
      place(run, from, to, result, at);
    }
    return at;
  }

  private static void place(
      Run run, Shape from, Shape to, List<? extends Expr> result, List<Expr> at) {
    Expr linear = Expr.of(0);
    for (int d = run.to(); d < run.toEnd(); d++) {
      if (!Sizes.is(to.size(d), 1)) {
        linear = Sizes.add(Sizes.multiply(linear, to.size(d)), result.get(d));
      }
    }
    Expr stride = Expr.of(1);
    int outermost = run.from();
    while (outermost < run.fromEnd() - 1 && Sizes.is(from.size(outermost), 1)) {
      outermost++;
    }
    for (int d = run.fromEnd() - 1; d >= outermost; d--) {
      var size = from.size(d);
      if (!Sizes.is(size, 1)) {
        var place = Sizes.floorDiv(linear, stride);
        at.set(d, d == outermost ? place : Sizes.floorMod(place, size));
        stride = Sizes.multiply(stride, size);
      }
    }
  }

  /// Whether the left size is certainly the smaller one, or is 1 and the other is not known.
  private static boolean isLess(Expr x, Expr y) {
    return x instanceof Expr.Const a
        && (y instanceof Expr.Const b ? a.bits() < b.bits() : a.bits() == 1);
  }
}
