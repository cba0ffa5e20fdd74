package org.ashlar.operators.image;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Simplify;
import org.ashlar.operators.Sizes;

/// How one dimension is resized: its size, that of the result, and the scale `up / down`.
record Scale(int dimension, Expr in, Expr out, Expr up, Expr down, Resize op, int position) {
  /// Where the elements of the result lie in the argument.
  Line line() {
    var two = Expr.of(2);
    var last = Sizes.add(in, -1);
    // s · in - 1, over `down`
    var span = Sizes.subtract(Sizes.multiply(in, up), down);
    var centre = Line.of(times(two, down), Sizes.subtract(down, up), times(two, up));
    return switch (op.coordinates()) {
      case HALF_PIXEL -> centre;
      case PYTORCH_HALF_PIXEL ->
          Sizes.is(out, 1) ? new Line(Expr.of(0), Expr.of(0), Expr.of(1)) : centre;
      case HALF_PIXEL_SYMMETRIC -> {
        var shift = times(Sizes.subtract(Expr.of(1), out), down);
        yield Line.of(times(two, down), Sizes.add(times(last, up), shift), times(two, up));
      }
      case ALIGN_CORNERS ->
          Sizes.is(span, 0) || Sizes.is(out, 1)
              ? new Line(Expr.of(0), Expr.of(0), Expr.of(1))
              : Line.of(times(last, down), Expr.of(0), span);
      case ASYMMETRIC -> Line.of(down, Expr.of(0), up);
      case TF_HALF_PIXEL_FOR_NN -> Line.of(times(two, down), down, times(two, up));
      case TF_CROP_AND_RESIZE -> crop(last, span);
    };
  }

  private Line crop(Expr last, Expr span) {
    var from = Fraction.of(op.region().get(position));
    var to = Fraction.of(op.region().get(op.region().size() / 2 + position));
    long unit = from.down() * to.down();
    long first = from.up() * to.down();
    long end = to.up() * from.down();
    if (Sizes.is(span, 0) || Sizes.is(out, 1)) {
      return Line.of(Expr.of(0), Sizes.multiply(last, first + end), Expr.of(2 * unit));
    }
    return Line.of(
        Sizes.multiply(times(last, down), end - first),
        Sizes.multiply(times(last, span), first),
        Sizes.multiply(span, unit));
  }

  /// Whether the dimension stays as it is.
  boolean isIdentity() {
    return in.equals(out) && line().isIdentity();
  }

  /// The element at a place, or the one at the edge that it lies beyond.
  Expr inside(Expr place, Index... around) {
    var facts = Facts.NONE;
    for (var index : around) {
      facts = facts.with(index, index.name().startsWith("i") ? out : taps());
    }
    var simple = Simplify.of(place, facts);
    var low = facts.proves(Expr.of(0).le(simple)) ? simple : simple.max(Expr.of(0));
    return facts.proves(simple.lt(in)) ? low : Sizes.min(low, Sizes.add(in, -1));
  }

  /// Whether the place lies beyond the argument, where the region's own number stands.
  Expr isOutside(Expr i) {
    var line = line();
    var at = line.over(i);
    var end = Sizes.multiply(Sizes.add(in, -1), line.unit());
    return at.lt(Expr.of(0)).or(end.lt(at));
  }

  // ── neighbours ──

  /// Whether neighbours are looked at as far as the scale shrinks.
  private boolean isStretched() {
    return op.antialias()
        && Sizes.known(up).isPresent()
        && Sizes.known(down).isPresent()
        && Sizes.known(up).get() < Sizes.known(down).get();
  }

  /// The first neighbour, counted from the element before the place.
  long first() {
    long reach = op.mode().reach();
    return isStretched()
        ? Math.floorDiv(-reach * Sizes.known(down).orElseThrow(), Sizes.known(up).orElseThrow()) + 1
        : 1 - reach;
  }

  /// How many neighbours count.
  Expr taps() {
    return Expr.of(2 - 2 * first());
  }

  /// What neighbour `k` counts for element `i`, before the sum of all is made 1.
  Expr weight(Expr i, Expr k, DType dtype) {
    var line = line();
    var neighbour = Sizes.add(k, first());
    var distance = neighbour.cast(dtype).minus(line.rest(i, dtype));
    var scaled = isStretched() ? distance.times(up.cast(dtype)).over(down.cast(dtype)) : distance;
    var weight = op.mode().weight(scaled, op.cubic());
    if (!op.excludeOutside()) {
      return weight;
    }
    var place = Sizes.add(line.floor(i), neighbour);
    return Expr.of(0).le(place).and(place.lt(in)).select(weight, Expr.of(dtype, 0));
  }

  /// Whether the weights must be divided by their sum.
  boolean needsNorm() {
    return op.excludeOutside() || isStretched();
  }

  private static Expr times(Expr x, Expr y) {
    return Sizes.multiply(x, y);
  }
}
