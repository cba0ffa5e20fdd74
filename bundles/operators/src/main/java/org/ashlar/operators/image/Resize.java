package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// An image in other sizes: `y[i] = Σₖ x[⌊p(i)⌋ + k] · weight(k - (p(i) - ⌊p(i)⌋))` along one
/// dimension after the other, where `p(i)` is the place of element `i` in the argument.
///
/// Either `scales` or `sizes` say what the result's sizes are: `⌊size · scale⌋`, or exactly these.
/// A scale is taken as the first convergent of its continued fraction that is the same `f32` (0.6
/// is 3/5), so that all places are computed in whole numbers, without rounding. Beyond an edge the
/// element at the edge counts.
///
/// Takes anything if the nearest element is taken, else floats; a size that is known at launch only
/// with `antialias` and other proportions than STRETCH is refused. (ONNX operator Resize;
/// attributes that are inputs there are attributes here.)
///
/// @param scales one for each of the axes; empty where sizes are given
/// @param sizes one for each of the axes; empty where scales are given
/// @param axes the dimensions that are resized, negative from the last; empty for all
/// @param nearest which element is the nearest, for mode NEAREST
/// @param cubic the coefficient `a` of the cubic, for mode CUBIC
/// @param excludeOutside whether elements beyond an edge do not count at all, instead
/// @param antialias whether, when an image shrinks, as many more neighbours count as it does
/// @param aspect what `sizes` mean
/// @param region start of each axis, then end of each axis, in shares, for TF_CROP_AND_RESIZE
/// @param extrapolation what stands beyond the argument, for TF_CROP_AND_RESIZE
public record Resize(
    List<Double> scales,
    List<Long> sizes,
    List<Long> axes,
    Interpolation mode,
    Coordinates coordinates,
    Rounding nearest,
    double cubic,
    boolean excludeOutside,
    boolean antialias,
    AspectRatio aspect,
    List<Double> region,
    double extrapolation)
    implements Operator {
  public Resize {
    scales = List.copyOf(scales);
    sizes = List.copyOf(sizes);
    axes = List.copyOf(axes);
    region = List.copyOf(region);
  }

  /// Twice as large in the last two dimensions, by the nearest element.
  public Resize() {
    this(List.of(2.0, 2.0), List.of(), List.of(-2L, -1L), Interpolation.NEAREST);
  }

  public Resize(List<Double> scales, List<Long> sizes, List<Long> axes, Interpolation mode) {
    this(scales, sizes, axes, mode, Coordinates.HALF_PIXEL);
  }

  public Resize(
      List<Double> scales,
      List<Long> sizes,
      List<Long> axes,
      Interpolation mode,
      Coordinates coordinates) {
    this(
        scales,
        sizes,
        axes,
        mode,
        coordinates,
        Rounding.ROUND_PREFER_FLOOR,
        -0.75,
        false,
        false,
        AspectRatio.STRETCH,
        List.of(),
        0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    if (mode != Interpolation.NEAREST) {
      a.floats();
    }
    var result = new ArrayList<>(a.get(0).shape().sizes());
    for (var scale : scales(a)) {
      result.set(scale.dimension(), scale.out());
    }
    return List.of(new TensorType(a.dtype(0), new Shape(result)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var scales = scales(a).stream().filter(s -> !s.isIdentity()).toList();
    return mode == Interpolation.NEAREST
        ? nearest(a, scales)
        : new Interpolating(this, scales).meaning(args);
  }

  private Meaning nearest(Arguments a, List<Scale> scales) {
    var result = Sizes.indices("i", a.rank(0));
    var at = new ArrayList<Expr>(result);
    Expr outside = Expr.of(false);
    for (var scale : scales) {
      var i = result.get(scale.dimension());
      at.set(scale.dimension(), scale.inside(scale.line().nearest(i, nearest), i));
      outside = outside.or(scale.isOutside(i));
    }
    var read = a.read(0, at);
    boolean crops = coordinates == Coordinates.TF_CROP_AND_RESIZE && !scales.isEmpty();
    return Meaning.Indexed.of(
        result, crops ? outside.select(Expr.of(a.dtype(0), extrapolation), read) : read);
  }

  /// The dimensions with their sizes and scales; refuses what does not fit.
  private List<Scale> scales(Arguments a) {
    var dimensions = new ArrayList<Integer>();
    for (int d = 0; d < a.rank(0) && axes.isEmpty(); d++) {
      dimensions.add(d);
    }
    axes.forEach(axis -> dimensions.add(a.axis(axis, a.rank(0))));
    int n = dimensions.size();
    a.require(dimensions.stream().distinct().count() == n, "an axis is named twice in " + axes)
        .require(
            scales.isEmpty() != sizes.isEmpty() && scales.size() + sizes.size() == n,
            "needs either " + n + " scales or " + n + " sizes, not " + scales + " and " + sizes)
        .require(
            scales.stream().allMatch(s -> s > 0) && sizes.stream().allMatch(s -> s > 0),
            "scales and sizes must be positive, not " + scales + " and " + sizes)
        .require(
            coordinates != Coordinates.TF_CROP_AND_RESIZE || region.size() == 2 * n,
            "needs a region of " + 2 * n + " numbers, not " + region);
    var result = new ArrayList<Scale>();
    for (int j = 0; j < n; j++) {
      var in = a.get(0).size(dimensions.get(j));
      if (!scales.isEmpty()) {
        var scale = Fraction.of(scales.get(j));
        var out = Sizes.floorDiv(Sizes.multiply(in, scale.up()), scale.down());
        result.add(
            new Scale(
                dimensions.get(j), in, out, Expr.of(scale.up()), Expr.of(scale.down()), this, j));
      } else {
        result.add(
            new Scale(
                dimensions.get(j), in, Expr.of(sizes.get(j)), Expr.of(sizes.get(j)), in, this, j));
      }
    }
    boolean known = result.stream().allMatch(s -> Sizes.known(s.in()).isPresent());
    a.require(
        known || sizes.isEmpty() || !antialias && aspect == AspectRatio.STRETCH,
        "sizes must be known to keep proportions, and to look at more neighbours");
    return aspect == AspectRatio.STRETCH || sizes.isEmpty() ? result : proportional(result);
  }

  /// One scale for all: the least or the greatest.
  private List<Scale> proportional(List<Scale> scales) {
    var chosen = scales.getFirst();
    for (var scale : scales) {
      double ratio = ratio(scale) - ratio(chosen);
      chosen = (aspect == AspectRatio.NOT_LARGER ? ratio < 0 : ratio > 0) ? scale : chosen;
    }
    var by = chosen;
    return scales.stream()
        .map(s -> {
          // rounded, halves up
          var twice = Sizes.add(Sizes.multiply(Sizes.multiply(s.in(), by.up()), 2), by.down());
          var out = Sizes.floorDiv(twice, Sizes.multiply(by.down(), 2));
          return new Scale(s.dimension(), s.in(), out, by.up(), by.down(), this, s.position());
        })
        .toList();
  }

  private static double ratio(Scale scale) {
    return (double) Sizes.known(scale.up()).orElseThrow() / Sizes.known(scale.down()).orElseThrow();
  }
}
