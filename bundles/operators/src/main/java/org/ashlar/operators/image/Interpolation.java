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
    var near = t.times(cubic + 2).minus(cubic + 3).times(t).times(t).plus(1);
    var far = t.times(cubic).minus(5 * cubic).times(t).plus(8 * cubic).times(t).minus(4 * cubic);
    return t.le(Expr.of(t.dtype(), 1)).select(near, t.lt(Expr.of(t.dtype(), 2)).select(far, zero));
  }
}
