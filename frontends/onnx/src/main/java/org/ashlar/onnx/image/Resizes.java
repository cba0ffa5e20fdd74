package org.ashlar.onnx.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.image.AspectRatio;
import org.ashlar.operators.image.Coordinates;
import org.ashlar.operators.image.Interpolation;
import org.ashlar.operators.image.Resize;
import org.ashlar.operators.image.Rounding;

/// Images in other sizes.
final class Resizes {
  private static final double CUBIC = -0.75;

  private Resizes() {}

  /// The first version has scales only, in mode `bilinear` or `nearest`, for height and width.
  static List<Term> upsampleOne(Call call) {
    var scales = List.of(call.real("height_scale", 0), call.real("width_scale", 0));
    var mode = mode(call, call.text("mode", "nearest").replace("bilinear", "linear"));
    return Term.of(simple(call, call.value(0), scales, List.of(2L, 3L), mode, Rounding.FLOOR));
  }

  /// Scales are an attribute until version 9.
  static List<Term> upsample(Call call) {
    var scales = call.version() < 9 ? call.reals("scales") : reals(call, 1);
    var mode = mode(call, call.text("mode", "nearest"));
    return Term.of(simple(call, call.value(0), scales, List.of(), mode, Rounding.FLOOR));
  }

  /// Enlarging takes the element before the place, shrinking the one after it.
  static List<Term> resizeTen(Call call) {
    var scales = reals(call, 1);
    var mode = mode(call, call.text("mode", "nearest"));
    var x = call.value(0);
    if (mode != Interpolation.NEAREST) {
      return Term.of(simple(call, x, scales, List.of(), mode, Rounding.FLOOR));
    }
    for (var rounding : List.of(Rounding.FLOOR, Rounding.CEIL)) {
      var axes = new ArrayList<Long>();
      var some = new ArrayList<Double>();
      for (int d = 0; d < scales.size(); d++) {
        if (scales.get(d) < 1 == (rounding == Rounding.CEIL)) {
          axes.add((long) d);
          some.add(scales.get(d));
        }
      }
      x = axes.isEmpty() ? x : simple(call, x, some, axes, mode, rounding);
    }
    return Term.of(x);
  }

  private static Value simple(
      Call call,
      Value x,
      List<Double> scales,
      List<Long> axes,
      Interpolation mode,
      Rounding nearest) {
    return call.apply(
        new Resize(
            scales,
            List.of(),
            axes,
            mode,
            Coordinates.ASYMMETRIC,
            nearest,
            CUBIC,
            false,
            false,
            AspectRatio.STRETCH,
            List.of(),
            0),
        x);
  }

  /// Until version 13 an input that is left out may be an empty tensor.
  static List<Term> resize(Call call) {
    var coordinates =
        named(call, "coordinate_transformation_mode", "half_pixel", Coordinates.class);
    var scales = reals(call, 2);
    List<Long> sizes = call.has(3) ? Arrays.stream(call.wholes(3)).boxed().toList() : List.of();
    return Term.of(
        call.apply(
            new Resize(
                sizes.isEmpty() ? scales : List.of(),
                sizes,
                call.wholes("axes"),
                mode(call, call.text("mode", "nearest")),
                coordinates,
                named(call, "nearest_mode", "round_prefer_floor", Rounding.class),
                call.real("cubic_coeff_a", CUBIC),
                call.flag("exclude_outside"),
                call.flag("antialias"),
                named(call, "keep_aspect_ratio_policy", "stretch", AspectRatio.class),
                coordinates == Coordinates.TF_CROP_AND_RESIZE ? reals(call, 1) : List.of(),
                call.real("extrapolation_value", 0)),
            call.value(0)));
  }

  private static Interpolation mode(Call call, String name) {
    return of(call, "mode", name, Interpolation.class);
  }

  private static <E extends Enum<E>> E named(
      Call call, String attribute, String otherwise, Class<E> all) {
    return of(call, attribute, call.text(attribute, otherwise), all);
  }

  private static <E extends Enum<E>> E of(Call call, String what, String name, Class<E> all) {
    for (var one : all.getEnumConstants()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(name)) {
        return one;
      }
    }
    throw call.refuse(
        what
            + " must be one of "
            + Arrays.toString(all.getEnumConstants()).toLowerCase(Locale.ROOT)
            + ": "
            + name);
  }

  private static List<Double> reals(Call call, int input) {
    return call.has(input) ? Arrays.stream(call.reals(input)).boxed().toList() : List.of();
  }
}
