package org.ashlar.operators.quantise;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorType;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// Which elements share a scale and a zero point: all, those of a slice along an axis, or those of
/// a block of neighbours along it. The scale is argument 1; argument 2, if there, has its shape.
record Grain(Arguments a, int axis, long block) {
  /// Refuses what does not fit.
  static Grain of(Arguments a, long axis, long block) {
    var scale = a.get(1);
    a.require(a.count() < 3 || fit(a, 1, 2), "scales and zero points differ in shape");
    if (isOne(scale)) {
      return new Grain(a, 0, 0);
    }
    int along = a.axis(axis, a.rank(0));
    var grain = new Grain(a, along, block);
    if (block == 0) {
      a.require(
          a.rank(1) == 1 && scale.size(0).equals(a.get(0).size(along)),
          "needs one scale, or one for each place of axis " + axis);
      return grain;
    }
    boolean fits = block > 0 && a.rank(1) == a.rank(0);
    for (int d = 0; fits && d < a.rank(0); d++) {
      var size = a.get(0).size(d);
      var blocks = d == along ? Sizes.floorDiv(Sizes.add(size, block - 1), block) : size;
      fits = scale.size(d).equals(blocks);
    }
    a.require(fits, "needs one scale for each block of " + block + " along axis " + axis);
    return grain;
  }

  /// Whether scales and zero points have one shape, or are one number each.
  static boolean fit(Arguments a, int scale, int zero) {
    return a.get(scale).shape().equals(a.get(zero).shape())
        || isOne(a.get(scale)) && isOne(a.get(zero));
  }

  static boolean isOne(TensorType type) {
    return type.rank() == 0 || type.rank() == 1 && Sizes.is(type.size(0), 1);
  }

  /// What becomes of an element, its scale and its zero point.
  @FunctionalInterface
  interface Body {
    Expr of(Expr x, Expr scale, Expr zero);
  }

  /// The meaning; without a zero point it is the constant 0 of its dtype.
  Meaning meaning(Expr none, Body body) {
    if (a.types().stream().skip(1).allMatch(t -> t.rank() == 0)) {
      return new Meaning.Pointwise(body.of(a.read(0), a.read(1), a.count() < 3 ? none : a.read(2)));
    }
    var i = Sizes.indices("i", a.rank(0));
    var zero = a.count() < 3 ? none : a.read(2, place(2, i));
    return Meaning.Indexed.of(i, body.of(a.read(0, i), a.read(1, place(1, i)), zero));
  }

  private List<Expr> place(int argument, List<Expr.Index> i) {
    if (isOne(a.get(argument))) {
      return a.rank(argument) == 0 ? List.of() : List.of(Expr.of(0));
    }
    if (block == 0) {
      return List.of(i.get(axis));
    }
    var at = new ArrayList<Expr>(i);
    at.set(axis, Sizes.floorDiv(i.get(axis), block));
    return at;
  }
}
