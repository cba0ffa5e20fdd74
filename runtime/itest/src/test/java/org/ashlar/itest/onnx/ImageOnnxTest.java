package org.ashlar.itest.onnx;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ashlar.operators.image.AspectRatio;
import org.ashlar.operators.image.Coordinates;
import org.ashlar.operators.image.Interpolation;
import org.ashlar.operators.image.Resize;
import org.ashlar.operators.image.Rounding;

/// Operators on images against ONNX.
class ImageOnnxTest extends OnnxTest {
  @Override
  Map<String, Translation> translations() {
    return Map.of("Resize", ImageOnnxTest::resize);
  }

  private static List<Call> resize(OnnxCase c) {
    var coordinates = c.text("coordinate_transformation_mode", "half_pixel");
    return List.of(
        Call.of(
            new Resize(
                c.realsOf(2),
                c.wholesOf(3),
                c.wholes("axes"),
                Interpolation.valueOf(upper(c.text("mode", "nearest"))),
                Coordinates.valueOf(upper(coordinates)),
                Rounding.valueOf(upper(c.text("nearest_mode", "round_prefer_floor"))),
                c.real("cubic_coeff_a", -0.75),
                c.flag("exclude_outside"),
                c.flag("antialias"),
                AspectRatio.valueOf(upper(c.text("keep_aspect_ratio_policy", "stretch"))),
                coordinates.startsWith("tf_crop") ? c.realsOf(1) : List.of(),
                c.real("extrapolation_value", 0)),
            0));
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
