package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Op1;
import org.ashlar.operators.Sizes;

/// The elements around a place between elements, and what each of them counts.
///
/// @param over the indices that count the neighbours, none for the nearest element
/// @param elements the neighbour's place in each dimension, which may lie outside
/// @param weight what the neighbour counts
record Neighbours(List<Axis> over, List<Expr> elements, Expr weight) {
  /// @param places one a dimension; whole numbers where the nearest element is taken
  static Neighbours of(Interpolation mode, double cubic, List<Local> places) {
    var wide = places.getFirst().dtype();
    var over = new ArrayList<Axis>();
    var elements = new ArrayList<Expr>();
    Expr weight = Expr.of(wide, 1);
    for (int d = 0; d < places.size(); d++) {
      var place = places.get(d);
      if (mode == Interpolation.NEAREST) {
        elements.add(place.cast(DType.I64));
        continue;
      }
      var axis = Axis.of("k" + d, 2L * mode.reach());
      over.add(axis);
      var before = new Expr.Unary(Op1.FLOOR, place);
      var neighbour = Sizes.add(axis.index(), 1 - mode.reach());
      elements.add(before.cast(DType.I64).plus(neighbour));
      var share = mode.weight(neighbour, place.minus(before), cubic);
      weight = d == 0 ? share : weight.times(share);
    }
    return new Neighbours(over, elements, weight);
  }
}
