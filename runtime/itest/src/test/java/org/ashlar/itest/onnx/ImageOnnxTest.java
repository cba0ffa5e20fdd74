package org.ashlar.itest.onnx;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ashlar.operators.image.AffineGrid;
import org.ashlar.operators.image.AspectRatio;
import org.ashlar.operators.image.BlockOrder;
import org.ashlar.operators.image.CenterCropPad;
import org.ashlar.operators.image.Col2Im;
import org.ashlar.operators.image.Coordinates;
import org.ashlar.operators.image.DepthToSpace;
import org.ashlar.operators.image.GridSample;
import org.ashlar.operators.image.Interpolation;
import org.ashlar.operators.image.Outside;
import org.ashlar.operators.image.Resize;
import org.ashlar.operators.image.RoiAlign;
import org.ashlar.operators.image.Rounding;
import org.ashlar.operators.image.SpaceToDepth;

/// Operators on images against ONNX.
class ImageOnnxTest extends OnnxTest {
  @Override
  Map<String, Translation> translations() {
    return Map.of(
        "Resize", ImageOnnxTest::resize,
        "GridSample", ImageOnnxTest::gridSample,
        "AffineGrid", ImageOnnxTest::affineGrid,
        "DepthToSpace", ImageOnnxTest::depthToSpace,
        "SpaceToDepth",
            c -> List.of(Call.all(c, new SpaceToDepth(c.whole("blocksize", 1), BlockOrder.DCR))),
        "CenterCropPad",
            c -> List.of(Call.of(new CenterCropPad(c.wholesOf(1), c.wholes("axes")), 0)),
        "Col2Im", ImageOnnxTest::col2Im,
        "RoiAlign", ImageOnnxTest::roiAlign);
  }

  private static List<Call> gridSample(OnnxCase c) {
    // before version 20 the modes were called bilinear and bicubic
    var said = c.text("mode", "linear");
    var mode = upper(said.startsWith("bi") ? said.substring(2) : said);
    return List.of(
        Call.all(
            c,
            new GridSample(
                Interpolation.valueOf(mode),
                Outside.valueOf(upper(c.text("padding_mode", "zeros"))),
                c.flag("align_corners"))));
  }

  private static List<Call> affineGrid(OnnxCase c) {
    var sizes = c.wholesOf(1);
    return List.of(
        Call.of(new AffineGrid(sizes.subList(2, sizes.size()), c.flag("align_corners")), 0));
  }

  private static List<Call> depthToSpace(OnnxCase c) {
    var order = BlockOrder.valueOf(upper(c.text("mode", "DCR")));
    return List.of(Call.all(c, new DepthToSpace(c.whole("blocksize", 1), order)));
  }

  private static List<Call> col2Im(OnnxCase c) {
    return List.of(
        Call.of(
            new Col2Im(
                c.wholesOf(1),
                c.wholesOf(2),
                c.wholes("strides"),
                c.wholes("pads"),
                c.wholes("dilations")),
            0));
  }

  private static List<Call> roiAlign(OnnxCase c) {
    var coordinates = c.text("coordinate_transformation_mode", "half_pixel");
    return List.of(
        Call.all(
            c,
            new RoiAlign(
                c.whole("output_height", 1),
                c.whole("output_width", 1),
                c.real("spatial_scale", 1),
                c.whole("sampling_ratio", 0),
                coordinates.equals("half_pixel"),
                c.text("mode", "avg").equals("max"))));
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
