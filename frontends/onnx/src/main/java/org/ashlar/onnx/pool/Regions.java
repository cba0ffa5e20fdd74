package org.ashlar.onnx.pool;

import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.image.MaxRoiPool;
import org.ashlar.operators.image.RoiAlign;

/// Poolings of regions of images.
final class Regions {
  private Regions() {}

  static List<Term> max(Call call) {
    var sizes = call.wholes("pooled_shape");
    if (sizes.size() != 2) {
      throw call.refuse("pooled_shape must be height and width: " + sizes);
    }
    var op = new MaxRoiPool(sizes.get(0), sizes.get(1), call.real("spatial_scale", 1));
    return Term.of(call.apply(op, call.value(0), call.value(1)));
  }

  /// From version 16 places are those of the elements' centres, unless the node says otherwise.
  static List<Term> align(Call call) {
    var byDefault = call.version() < 16 ? "output_half_pixel" : "half_pixel";
    var coordinates = call.text("coordinate_transformation_mode", byDefault);
    if (!coordinates.equals("half_pixel") && !coordinates.equals("output_half_pixel")) {
      throw call.refuse(
          "coordinate_transformation_mode must be half_pixel or output_half_pixel: " + coordinates);
    }
    var mode = call.text("mode", "avg");
    if (!mode.equals("avg") && !mode.equals("max")) {
      throw call.refuse("mode must be avg or max: " + mode);
    }
    var op =
        new RoiAlign(
            call.whole("output_height", 1),
            call.whole("output_width", 1),
            call.real("spatial_scale", 1),
            call.whole("sampling_ratio", 0),
            coordinates.equals("half_pixel"),
            mode.equals("max"));
    return Term.of(call.apply(op, call.value(0), call.value(1), call.value(2)));
  }
}
