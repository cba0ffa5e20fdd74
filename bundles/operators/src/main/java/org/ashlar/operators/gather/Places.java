package org.ashlar.operators.gather;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;

/// Places that are numbers of an argument.
final class Places {
  private Places() {}

  /// The place along a dimension of this size: a negative number counts from the end.
  ///
  /// @param name of the number inside the expression, once in a meaning
  static Expr fromEnd(String name, Expr number, Expr size) {
    if (number.dtype().kind() == DType.Kind.UNSIGNED) {
      return number.cast(DType.I64);
    }
    var place = new Expr.Local(name, DType.I64);
    return new Expr.Let(
        place, number.cast(DType.I64), place.lt(Expr.of(0)).select(place.plus(size), place));
  }
}
