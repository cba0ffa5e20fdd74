package org.ashlar.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Simplify;

/// Arithmetic of sizes and places: known numbers are computed, the rest stays an expression.
public final class Sizes {
  private Sizes() {}

  public static Expr add(Expr x, Expr y) {
    return isZero(x) ? y : isZero(y) ? x : Simplify.of(x.plus(y));
  }

  public static Expr add(Expr x, long y) {
    return add(x, Expr.of(y));
  }

  public static Expr subtract(Expr x, Expr y) {
    return isZero(y) ? x : Simplify.of(x.minus(y));
  }

  public static Expr multiply(Expr x, Expr y) {
    return isOne(x) ? y : isOne(y) ? x : Simplify.of(x.times(y));
  }

  public static Expr multiply(Expr x, long y) {
    return multiply(x, Expr.of(y));
  }

  public static Expr floorDiv(Expr x, Expr y) {
    return isOne(y) ? x : Simplify.of(x.floorDiv(y));
  }

  public static Expr floorDiv(Expr x, long y) {
    return floorDiv(x, Expr.of(y));
  }

  public static Expr floorMod(Expr x, Expr y) {
    return Simplify.of(x.floorMod(y));
  }

  public static Expr min(Expr x, Expr y) {
    return Simplify.of(x.min(y));
  }

  public static Expr max(Expr x, Expr y) {
    return Simplify.of(x.max(y));
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

  /// The shape of arguments aligned at the last dimension, where size 1 repeats; empty where they
  /// do not fit.
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

  private static boolean isZero(Expr x) {
    return is(x, 0);
  }

  private static boolean isOne(Expr x) {
    return is(x, 1);
  }
}
