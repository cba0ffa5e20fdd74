package org.ashlar.cpu;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.kernel.Buffer;

/// Places in buffers, whatever code is written: whether they are in range, and which element each
/// is.
final class Elements {
  private Elements() {}

  /// Whether every coordinate of a place is proved in range.
  static boolean isProved(Buffer of, List<Expr> at, Facts facts) {
    for (int d = 0; d < at.size(); d++) {
      if (!isProved(of, at, d, facts)) {
        return false;
      }
    }
    return true;
  }

  /// Whether one coordinate is.
  static boolean isProved(Buffer of, List<Expr> at, int d, Facts facts) {
    var size = of.sizes().get(d);
    var place = at.get(d);
    if (size instanceof Expr.Const(_, long n) && n > 0 && facts.range(place).within(0, n - 1)) {
      return true;
    }
    return facts.proves(Expr.of(0).le(place)) && facts.proves(place.lt(size));
  }

  /// The element that a place is, counted from the buffer's first.
  static Expr number(Buffer of, List<Expr> at) {
    Expr sum = Expr.of(0);
    for (int d = 0; d < at.size(); d++) {
      sum = sum.times(of.sizes().get(d)).plus(at.get(d));
    }
    return sum;
  }

  /// The same of a place that is known, in a buffer of constant sizes.
  ///
  /// @param constant the value of an expression, where it is known
  /// @throws Unplaceable where it is not
  static long number(Buffer of, List<Expr> at, Function<Expr, OptionalLong> constant) {
    long n = 0;
    for (int d = 0; d < at.size(); d++) {
      var place = constant.apply(at.get(d));
      long size = ((Expr.Const) of.sizes().get(d)).bits();
      if (place.isEmpty() || place.getAsLong() < 0 || place.getAsLong() >= size) {
        throw new Unplaceable(of, "one of its places is not known");
      }
      n = n * size + place.getAsLong();
    }
    return n;
  }
}
