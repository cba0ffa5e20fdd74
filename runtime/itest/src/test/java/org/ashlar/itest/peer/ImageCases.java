package org.ashlar.itest.peer;

import static org.ashlar.ir.DType.F32;
import static org.ashlar.ir.DType.I64;

import java.util.List;
import org.ashlar.ir.TensorData;

/// Images in other sizes and at other places, by ONNX.
final class ImageCases {
  private ImageCases() {}

  static void add(Cases cases) {
    var s = new Samples();
    resizing(cases, s);
    sampling(cases, s);
  }

  private static void resizing(Cases cases, Samples s) {
    for (var m : List.of("nearest", "linear", "cubic")) {
      for (var ct :
          List.of(
              "half_pixel",
              "pytorch_half_pixel",
              "align_corners",
              "asymmetric",
              "half_pixel_symmetric")) {
        if (!ct.equals("align_corners")) {
          cases.add(
              "resize-up-" + m + ct,
              1,
              PeerNode.onnx("Resize", 19)
                  .given(s.real(1, 1, 4, 5))
                  .missing(1)
                  .given(TensorData.of(F32, new double[] {1, 1, 1.7, 2}, 4))
                  .with("mode", m)
                  .with("coordinate_transformation_mode", ct));
        }
        if (!ct.equals("align_corners")) {
          cases.add(
              "resize-down-" + m + ct,
              1,
              PeerNode.onnx("Resize", 19)
                  .given(s.real(1, 1, 7, 8))
                  .missing(1)
                  .given(TensorData.of(F32, new double[] {1, 1, 0.6, 0.5}, 4))
                  .with("mode", m)
                  .with("coordinate_transformation_mode", ct));
        }
        cases.add(
            "resize-sizes-" + m + ct,
            1,
            PeerNode.onnx("Resize", 19)
                .given(s.real(1, 1, 7, 8))
                .missing(2)
                .given(TensorData.of(I64, new double[] {1, 1, 3, 11}, 4))
                .with("mode", m)
                .with("coordinate_transformation_mode", ct)
                .with("exclude_outside", m.equals("cubic") ? 1 : 0));
        if (!m.equals("nearest") && !ct.equals("align_corners")) {
          cases.add(
              "resize-aa-" + m + ct,
              1,
              PeerNode.onnx("Resize", 19)
                  .given(s.real(1, 1, 7, 8))
                  .missing(1)
                  .given(TensorData.of(F32, new double[] {0.6, 0.5}, 2))
                  .wholes("axes", 2, 3)
                  .with("mode", m)
                  .with("coordinate_transformation_mode", ct)
                  .with("antialias", 1));
        }
      }
    }

    for (var nm : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
      cases.add(
          "resize-near-" + nm,
          1,
          PeerNode.onnx("Resize", 13)
              .given(s.real(1, 1, 4, 5))
              .missing(1)
              .given(TensorData.of(F32, new double[] {1, 1, 2.5, 0.7}, 4))
              .with("nearest_mode", nm));
    }
    cases.add(
        "resize-tfhp",
        1,
        PeerNode.onnx("Resize", 11)
            .given(
                s.real(1, 1, 4, 5),
                TensorData.zeros(F32, 0),
                TensorData.of(F32, new double[] {1, 1, 2.5, 0.7}, 4))
            .with("coordinate_transformation_mode", "tf_half_pixel_for_nn"));
    cases.add(
        "resize10n",
        1,
        PeerNode.onnx("Resize", 10)
            .given(s.real(1, 1, 4, 5), TensorData.of(F32, new double[] {1, 1, 2.5, 0.6}, 4)));
    cases.add(
        "resize10nd",
        1,
        PeerNode.onnx("Resize", 10)
            .given(s.real(1, 1, 2, 4), TensorData.of(F32, new double[] {1, 1, 0.6, 0.6}, 4)));
    cases.add(
        "resize10l",
        1,
        PeerNode.onnx("Resize", 10)
            .given(s.real(1, 1, 4, 5), TensorData.of(F32, new double[] {1, 1, 2.5, 0.6}, 4))
            .with("mode", "linear"));
    cases.add(
        "upsample7",
        1,
        PeerNode.onnx("Upsample", 7).given(s.real(1, 1, 4, 5)).reals("scales", 1, 1, 2.5, 2));
    cases.add(
        "upsample9l",
        1,
        PeerNode.onnx("Upsample", 9)
            .given(s.real(1, 1, 4, 5), TensorData.of(F32, new double[] {1, 1, 2.5, 2}, 4))
            .with("mode", "linear"));
    for (var pol : List.of("not_larger", "not_smaller")) {
      cases.add(
          "resize-" + pol,
          1,
          PeerNode.onnx("Resize", 18)
              .given(s.real(1, 1, 7, 8))
              .missing(2)
              .given(TensorData.of(I64, new double[] {5, 3}, 2))
              .wholes("axes", 2, 3)
              .with("mode", "linear")
              .with("keep_aspect_ratio_policy", pol));
    }
    cases.add(
        "resize-crop",
        1,
        PeerNode.onnx("Resize", 13)
            .given(
                s.real(1, 1, 4, 5),
                TensorData.of(F32, new double[] {0, 0, 0.4, 0.6, 1, 1, 0.6, 1.3}, 8))
            .missing(1)
            .given(TensorData.of(I64, new double[] {1, 1, 3, 3}, 4))
            .with("coordinate_transformation_mode", "tf_crop_and_resize")
            .with("mode", "linear")
            .with("extrapolation_value", 7f));
  }

  private static void sampling(Cases cases, Samples s) {
    for (var m : List.of("bilinear", "nearest", "bicubic")) {
      for (var p : List.of("zeros", "border", "reflection")) {
        for (int a = 0; a < 2; a++) {
          if (!m.equals("bicubic") || !p.equals("border")) {
            cases.add(
                "grid-" + m + p + a,
                1,
                1e-3,
                PeerNode.onnx("GridSample", 16)
                    .given(s.real(2, 2, 4, 5), s.between(-1.6, 1.6, 2, 3, 4, 2))
                    .with("mode", m)
                    .with("padding_mode", p)
                    .with("align_corners", a));
          }
        }
      }
    }
    for (var m : List.of("linear", "nearest")) {
      for (var p : List.of("zeros", "border", "reflection")) {
        for (int a = 0; a < 2; a++) {
          cases.add(
              "grid3-" + m + p + a,
              1,
              1e-3,
              PeerNode.onnx("GridSample", 20)
                  .given(s.real(1, 2, 3, 4, 5), s.between(-1.6, 1.6, 1, 2, 3, 4, 3))
                  .with("mode", m)
                  .with("padding_mode", p)
                  .with("align_corners", a));
        }
      }
    }
    for (int a = 0; a < 2; a++) {
      cases.add(
          "affine" + a,
          1,
          PeerNode.onnx("AffineGrid", 20)
              .given(s.real(2, 2, 3), TensorData.of(I64, new double[] {2, 1, 3, 4}, 4))
              .with("align_corners", a));
    }
    cases.add(
        "col2im",
        1,
        PeerNode.onnx("Col2Im", 18)
            .given(
                s.real(1, 8, 4),
                TensorData.of(I64, new double[] {5, 5}, 2),
                TensorData.of(I64, new double[] {2, 2}, 2))
            .wholes("strides", 2, 2)
            .wholes("dilations", 1, 2));
  }
}
