package org.ashlar.operators.image;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;

/// What stands beyond the edges of an image.
public enum Outside {
  /// 0.
  ZEROS,
  /// The element at the edge.
  BORDER,
  /// The image mirrored, as often as it takes.
  REFLECTION;

  /// A place between elements brought to the image, where it lies beyond its border.
  ///
  /// @param size of the image, in the dtype of the place
  /// @param corners whether the border is the centres of the outermost elements, not their edges
  Expr place(Expr place, Expr size, boolean corners) {
    if (this == ZEROS) {
      return place;
    }
    var zero = Expr.of(place.dtype(), 0);
    var low = corners ? zero : Expr.of(place.dtype(), -0.5);
    var high = corners ? size.minus(1) : size.minus(0.5);
    var beyond = place.lt(low).or(high.lt(place));
    return beyond.select(
        this == BORDER ? place.max(zero).min(size.minus(1)) : mirrored(place, low, high), place);
  }

  /// From the lower border on, every second image is the mirror of the first.
  private static Expr mirrored(Expr place, Expr low, Expr high) {
    var span = high.minus(low).max(Expr.of(place.dtype(), 1));
    var from = place.minus(low).abs();
    var images = new Expr.Unary(Op1.FLOOR, from.over(span));
    var rest = from.minus(images.times(span));
    var half = images.over(2);
    var isEven = new Expr.Unary(Op1.FLOOR, half).eq(half);
    return isEven.select(low.plus(rest), high.minus(rest));
  }

  /// The element that counts for a whole place; the place itself where 0 stands beyond.
  Expr element(Expr place, Expr size, boolean corners) {
    return switch (this) {
      case ZEROS -> place;
      case BORDER -> place.max(Expr.of(0)).min(size.minus(Expr.of(1)));
      case REFLECTION -> {
        var last = size.minus(Expr.of(1));
        var two = Expr.of(2);
        var period = corners ? last.times(two) : size.times(two);
        var at = place.floorMod(period);
        var mirror = (corners ? period : period.minus(Expr.of(1))).minus(at);
        yield at.le(last).select(at, mirror);
      }
    };
  }
}
