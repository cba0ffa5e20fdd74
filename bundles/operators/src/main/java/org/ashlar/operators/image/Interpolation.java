package org.ashlar.operators.image;

import org.ashlar.ir.Expr;

/// How a number between the elements of an image is made from those around it.
public enum Interpolation {
  /// The element that is nearest.
  NEAREST(0),
  /// The two neighbours in each dimension, by their distance.
  LINEAR(1),
  /// The four neighbours in each dimension, by the cubic of Keys (1981).
  CUBIC(2);

  private final int reach;

  Interpolation(int reach) {
    this.reach = reach;
  }

  /// How far a neighbour can be that still counts.
  int reach() {
    return reach;
  }

  /// What a neighbour at this distance counts; 0 beyond the reach.
  ///
  /// @param cubic the coefficient of the cubic, `a`
  Expr weight(Expr distance, double cubic) {
    var t = distance.abs();
    var zero = Expr.of(t.dtype(), 0);
    if (this == LINEAR) {
      return Expr.of(t.dtype(), 1).minus(t).max(zero);
    }
    var near = near(t, cubic);
    var far = far(t, cubic);
    return t.le(Expr.of(t.dtype(), 1)).select(near, t.lt(Expr.of(t.dtype(), 2)).select(far, zero));
  }

  /// What a neighbour counts for a place between elements. Says the same as {@link #weight} by
  /// polynomials alone, each for one neighbour, so that the slope is right on an element, too.
  ///
  /// @param neighbour counted from the element before the place, `i64`, within the reach
  /// @param part how far the place is beyond that element: at least 0, less than 1
  Expr weight(Expr neighbour, Expr part, double cubic) {
    var wide = part.dtype();
    var offset = neighbour.cast(wide);
    var t = neighbour.le(Expr.of(0)).select(part.minus(offset), offset.minus(part));
    if (this == LINEAR) {
      return Expr.of(wide, 1).minus(t);
    }
    var isOuter = neighbour.lt(Expr.of(0)).or(Expr.of(1).lt(neighbour));
    return isOuter.select(far(t, cubic), near(t, cubic));
  }

  /// Up to the distance 1.
  private static Expr near(Expr t, double cubic) {
    return t.times(cubic + 2).minus(cubic + 3).times(t).times(t).plus(1);
  }

  /// From the distance 1 to 2.
  private static Expr far(Expr t, double cubic) {
    return t.times(cubic).minus(5 * cubic).times(t).plus(8 * cubic).times(t).minus(4 * cubic);
  }
}
