package org.ashlar.onnx.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ashlar.ir.DType;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.image.AffineGrid;
import org.ashlar.operators.image.Col2Im;
import org.ashlar.operators.image.GridSample;
import org.ashlar.operators.image.Interpolation;
import org.ashlar.operators.image.Outside;

/// Images read at places, and the places.
final class Samples {
  private Samples() {}

  /// Before version 20 the modes were called bilinear and bicubic.
  static List<Term> gridSample(Call call) {
    var op =
        new GridSample(
            mode(call, call.text("mode", call.version() < 20 ? "bilinear" : "linear")),
            outside(call, call.text("padding_mode", "zeros")),
            call.flag("align_corners"));
    var x = call.value(0);
    var dtype = x.tensor().dtype();
    // whole numbers are sampled as floats that hold them
    var real = dtype.isFloat() ? x : Build.cast(x, DType.F64);
    return Term.of(Build.cast(call.apply(op, real, call.value(1)), dtype));
  }

  private static Interpolation mode(Call call, String name) {
    return switch (name) {
      case "linear", "bilinear" -> Interpolation.LINEAR;
      case "cubic", "bicubic" -> Interpolation.CUBIC;
      case "nearest" -> Interpolation.NEAREST;
      default -> throw call.refuse("mode must be linear, cubic or nearest: " + name);
    };
  }

  private static Outside outside(Call call, String name) {
    return switch (name) {
      case "zeros", "border", "reflection" -> Outside.valueOf(name.toUpperCase(Locale.ROOT));
      default -> throw call.refuse("padding_mode must be zeros, border or reflection: " + name);
    };
  }

  static List<Term> affineGrid(Call call) {
    var sizes = wholes(call, 1);
    if (sizes.size() < 3) {
      throw call.refuse("size must be those of an image with batch and channels: " + sizes);
    }
    var op = new AffineGrid(sizes.subList(2, sizes.size()), call.flag("align_corners"));
    return Term.of(call.apply(op, call.value(0)));
  }

  static List<Term> col2Im(Call call) {
    var op =
        new Col2Im(
            wholes(call, 1),
            wholes(call, 2),
            call.wholes("strides"),
            call.wholes("pads"),
            call.wholes("dilations"));
    return Term.of(call.apply(op, call.value(0)));
  }

  private static List<Long> wholes(Call call, int input) {
    return Arrays.stream(call.wholes(input)).boxed().toList();
  }
}
