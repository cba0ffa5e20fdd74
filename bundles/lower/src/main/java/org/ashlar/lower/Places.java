package org.ashlar.lower;

import java.util.List;
import java.util.stream.IntStream;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Buffer;

/// Loops over all places of a buffer.
final class Places {
  private Places() {}

  /// `i0`, `i1`, …, one a dimension.
  static List<Axis> axes(Buffer buffer) {
    return IntStream.range(0, buffer.rank())
        .mapToObj(d -> Axis.of("i" + d, buffer.sizes().get(d)))
        .toList();
  }

  /// The axes that have loops.
  static List<Axis> wide(List<Axis> axes) {
    return axes.stream().filter(a -> !Item.isOne(a.extent())).toList();
  }

  /// The place that the axes tell.
  static List<Expr> at(List<Axis> axes) {
    return axes.stream().map(a -> Item.isOne(a.extent()) ? Expr.of(0) : (Expr) a.index()).toList();
  }
}
