package org.ashlar.operators.image;

import java.math.BigInteger;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Sizes;

/// A place `(slope · i + start) / unit` between elements, in whole numbers.
record Line(Expr slope, Expr start, Expr unit) {
  /// In lowest terms where the numbers are known.
  static Line of(Expr slope, Expr start, Expr unit) {
    var known = Sizes.known(slope).isPresent() && Sizes.known(start).isPresent();
    if (!known || Sizes.known(unit).isEmpty()) {
      return new Line(slope, start, unit);
    }
    var common =
        number(slope).gcd(number(start)).gcd(number(unit)).max(BigInteger.ONE).longValueExact();
    return new Line(
        Sizes.floorDiv(slope, common), Sizes.floorDiv(start, common), Sizes.floorDiv(unit, common));
  }

  /// Whether element `i` lies at place `i`.
  boolean isIdentity() {
    return Sizes.is(slope, 1) && Sizes.is(start, 0) && Sizes.is(unit, 1);
  }

  /// `slope · i + start`
  Expr over(Expr i) {
    return Sizes.add(Sizes.multiply(i, slope), start);
  }

  /// The element at or before the place.
  Expr floor(Expr i) {
    return floor(i, slope, start, unit);
  }

  /// The nearest element.
  Expr nearest(Expr i, Rounding rounding) {
    var twice = Sizes.multiply(start, 2);
    return switch (rounding) {
      case FLOOR -> floor(i);
      case CEIL -> floor(i, slope, Sizes.add(Sizes.add(start, unit), -1), unit);
      case ROUND_PREFER_FLOOR -> half(i, Sizes.add(Sizes.add(twice, unit), -1));
      case ROUND_PREFER_CEIL -> half(i, Sizes.add(twice, unit));
    };
  }

  private Expr half(Expr i, Expr start) {
    return floor(i, Sizes.multiply(slope, 2), start, Sizes.multiply(unit, 2));
  }

  /// `⌊(slope · i + start) / unit⌋`, where what divides both slope and unit divides the start too.
  private static Expr floor(Expr i, Expr slope, Expr start, Expr unit) {
    if (Sizes.known(slope).isPresent() && Sizes.known(unit).isPresent()) {
      long common = number(slope).gcd(number(unit)).max(BigInteger.ONE).longValueExact();
      return floorDiv(
          i,
          Sizes.floorDiv(slope, common),
          Sizes.floorDiv(start, common),
          Sizes.floorDiv(unit, common));
    }
    return floorDiv(i, slope, start, unit);
  }

  private static Expr floorDiv(Expr i, Expr slope, Expr start, Expr unit) {
    return Sizes.floorDiv(Sizes.add(Sizes.multiply(i, slope), start), unit);
  }

  /// How far the place is from the element before it, from 0 to before 1.
  Expr rest(Expr i, DType dtype) {
    return Sizes.floorMod(over(i), unit).cast(dtype).over(unit.cast(dtype));
  }

  private static BigInteger number(Expr e) {
    return BigInteger.valueOf(Sizes.known(e).orElseThrow());
  }
}
