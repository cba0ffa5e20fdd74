package org.ashlar.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Shape;

/// Arithmetic of sizes and places: known numbers are computed, the rest stays an expression.
public final class Sizes {
  private Sizes() {}

  public static Expr add(Expr x, Expr y) {
    return isZero(x) ? y : isZero(y) ? x : both(x, y) ? Expr.of(Math.addExact(of(x), of(y))) : x.plus(y);
  }

  public static Expr add(Expr x, long y) {
    return add(x, Expr.of(y));
  }

  public static Expr subtract(Expr x, Expr y) {
    return isZero(y) ? x : both(x, y) ? Expr.of(Math.subtractExact(of(x), of(y))) : x.minus(y);
  }

  public static Expr multiply(Expr x, Expr y) {
    if (isOne(x) || isZero(y)) {
      return y;
    }
    if (isOne(y) || isZero(x)) {
      return x;
    }
    return both(x, y) ? Expr.of(Math.multiplyExact(of(x), of(y))) : x.times(y);
  }

  public static Expr multiply(Expr x, long y) {
    return multiply(x, Expr.of(y));
  }

  public static Expr floorDiv(Expr x, Expr y) {
    return isOne(y) ? x : both(x, y) && of(y) != 0 ? Expr.of(Math.floorDiv(of(x), of(y))) : x.floorDiv(y);
  }

  public static Expr floorDiv(Expr x, long y) {
    return floorDiv(x, Expr.of(y));
  }

  public static Expr floorMod(Expr x, Expr y) {
    return isOne(y) ? Expr.of(0) : both(x, y) && of(y) != 0 ? Expr.of(Math.floorMod(of(x), of(y))) : x.floorMod(y);
  }

  /// The product; 1 of nothing.
  public static Expr product(List<Expr> sizes) {
    return sizes.stream().reduce(Expr.of(1), Sizes::multiply);
  }

  /// The number, where it is known.
  public static Optional<Long> known(Expr size) {
    return size instanceof Expr.Const c ? Optional.of(c.bits()) : Optional.empty();
  }

  public static boolean is(Expr size, long number) {
    return size instanceof Expr.Const c && c.bits() == number;
  }

  /// Result indices: `i0`, `i1`, …
  public static List<Index> indices(String letter, int count) {
    return IntStream.range(0, count).mapToObj(i -> new Index(letter + i)).toList();
  }

  /// The shape of arguments aligned at the last dimension, where size 1 repeats; empty where they do not fit.
  public static Optional<Shape> broadcast(List<Shape> shapes) {
    int rank = shapes.stream().mapToInt(Shape::rank).max().orElse(0);
    var sizes = new ArrayList<Expr>();
    for (int d = -rank; d < 0; d++) {
      Expr size = Expr.of(1);
      for (var shape : shapes) {
        var other = -d <= shape.rank() ? shape.size(d) : Expr.of(1);
        if (isOne(size)) {
          size = other;
        } else if (!isOne(other) && !other.equals(size)) {
          return Optional.empty();
        }
      }
      sizes.add(size);
    }
    return Optional.of(new Shape(sizes));
  }

  /// The places in an argument of this shape for places in a result that it is broadcast to.
  public static List<Expr> places(Shape argument, List<? extends Expr> result) {
    int skipped = result.size() - argument.rank();
    var at = new ArrayList<Expr>();
    for (int d = 0; d < argument.rank(); d++) {
      at.add(isOne(argument.size(d)) ? Expr.of(0) : result.get(skipped + d));
    }
    return at;
  }

  private static boolean both(Expr x, Expr y) {
    return x instanceof Expr.Const && y instanceof Expr.Const;
  }

  private static long of(Expr x) {
    return ((Expr.Const) x).bits();
  }

  private static boolean isZero(Expr x) {
    return is(x, 0);
  }

  private static boolean isOne(Expr x) {
    return is(x, 1);
  }
}
