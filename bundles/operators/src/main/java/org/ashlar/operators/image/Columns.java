package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Sizes;

/// Several dimensions counted as one.
final class Columns {
  private Columns() {}

  /// The places in dimensions of these sizes for a place counted over all, last dimension fastest;
  /// what exceeds them is left out.
  static List<Expr> digits(Expr counted, List<Expr> sizes) {
    var digits = new ArrayList<Expr>();
    Expr below = Expr.of(1);
    for (int d = sizes.size() - 1; d >= 0; d--) {
      digits.addFirst(Sizes.floorMod(Sizes.floorDiv(counted, below), sizes.get(d)));
      below = Sizes.multiply(below, sizes.get(d));
    }
    return digits;
  }

  /// The place counted over all dimensions of these sizes.
  static Expr counted(List<Expr> digits, List<Expr> sizes) {
    Expr place = Expr.of(0);
    for (int d = 0; d < sizes.size(); d++) {
      place = Sizes.add(Sizes.multiply(place, sizes.get(d)), digits.get(d));
    }
    return place;
  }
}
