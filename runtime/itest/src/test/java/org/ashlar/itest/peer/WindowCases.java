package org.ashlar.itest.peer;

import static org.ashlar.ir.DType.F32;
import static org.ashlar.ir.DType.I64;
import static org.ashlar.ir.DType.I8;

import java.util.List;
import org.ashlar.ir.TensorData;

/// Convolutions and poolings of ONNX.
final class WindowCases {
  private WindowCases() {}

  static void add(Cases cases) {
    var s = new Samples();
    convolutions(cases, s);
    poolings(cases, s);
  }

  private static void convolutions(Cases cases, Samples s) {
    cases.add(
        "conv1d-same",
        1,
        PeerNode.onnx("Conv", 11)
            .given(s.real(1, 2, 9), s.real(3, 2, 4), s.real(3))
            .with("auto_pad", "SAME_UPPER")
            .wholes("strides", 2));
    cases.add(
        "conv2d-same-l",
        1,
        PeerNode.onnx("Conv", 11)
            .given(s.real(1, 4, 6, 7), s.real(4, 2, 2, 3))
            .with("auto_pad", "SAME_LOWER")
            .with("group", 2));
    cases.add(
        "conv2d-valid",
        1,
        PeerNode.onnx("Conv", 1)
            .given(s.real(1, 2, 6, 7), s.real(4, 2, 2, 3))
            .with("auto_pad", "VALID")
            .wholes("dilations", 2, 1));
    cases.add(
        "conv3d",
        1,
        PeerNode.onnx("Conv", 11)
            .given(s.real(1, 2, 4, 5, 6), s.real(4, 1, 2, 3, 2))
            .with("group", 2)
            .wholes("pads", 1, 0, 1, 0, 1, 1)
            .wholes("strides", 2, 1, 2));
    for (var ap : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      cases.add(
          "convt-" + ap,
          1,
          PeerNode.onnx("ConvTranspose", 11)
              .given(s.real(1, 2, 3, 4), s.real(2, 3, 3, 3), s.real(3))
              .with("auto_pad", ap)
              .wholes("strides", 2, 2));
    }
    cases.add(
        "convt-outshape",
        1,
        PeerNode.onnx("ConvTranspose", 11)
            .given(s.real(1, 2, 3, 3), s.real(2, 3, 3, 3))
            .wholes("output_shape", 8, 6)
            .wholes("strides", 2, 2));
    cases.add(
        "convt-outshape-l",
        1,
        PeerNode.onnx("ConvTranspose", 11)
            .given(s.real(1, 2, 3, 3), s.real(2, 3, 4, 4))
            .wholes("output_shape", 7, 6)
            .wholes("strides", 2, 2)
            .with("auto_pad", "SAME_LOWER"));
    cases.add(
        "convt-outshape-u",
        1,
        PeerNode.onnx("ConvTranspose", 11)
            .given(s.real(1, 2, 3, 3), s.real(2, 3, 4, 4))
            .wholes("output_shape", 7, 6)
            .wholes("strides", 2, 2)
            .with("auto_pad", "SAME_UPPER"));
    cases.add(
        "convt-group",
        1,
        PeerNode.onnx("ConvTranspose", 11)
            .given(s.real(1, 4, 5), s.real(4, 3, 3))
            .with("group", 2)
            .wholes("dilations", 2)
            .wholes("pads", 1, 2)
            .wholes("strides", 3)
            .wholes("output_padding", 1));
    cases.add(
        "deform",
        1,
        PeerNode.onnx("DeformConv", 19)
            .given(
                s.real(1, 4, 5, 6),
                s.real(6, 2, 3, 2),
                s.real(1, 24, 3, 3),
                s.real(6),
                s.real(1, 12, 3, 3))
            .with("group", 2)
            .with("offset_group", 2)
            .wholes("pads", 1, 1, 1, 1)
            .wholes("strides", 2, 2)
            .wholes("dilations", 1, 2)
            .wholes("kernel_shape", 3, 2));
  }

  private static void poolings(Cases cases, Samples s) {
    for (int ceil = 0; ceil < 2; ceil++) {
      for (int inc = 0; inc < 2; inc++) {
        cases.add(
            "avg-" + ceil + inc,
            1,
            PeerNode.onnx("AveragePool", 19)
                .given(s.real(1, 2, 7, 8))
                .wholes("kernel_shape", 3, 3)
                .wholes("strides", 2, 3)
                .wholes("pads", 1, 0, 1, 1)
                .with("ceil_mode", ceil)
                .with("count_include_pad", inc));
        cases.add(
            "avg-dil" + ceil + inc,
            1,
            PeerNode.onnx("AveragePool", 19)
                .given(s.real(1, 2, 9, 8))
                .wholes("kernel_shape", 3, 2)
                .wholes("dilations", 2, 3)
                .wholes("strides", 2, 2)
                .wholes("pads", 1, 1, 1, 1)
                .with("ceil_mode", ceil)
                .with("count_include_pad", inc));
        cases.add(
            "avg-same" + ceil + inc,
            1,
            PeerNode.onnx("AveragePool", 11)
                .given(s.real(1, 2, 7, 8))
                .wholes("kernel_shape", 3, 2)
                .wholes("strides", 2, 2)
                .with("auto_pad", inc == 0 ? "SAME_UPPER" : "SAME_LOWER")
                .with("count_include_pad", inc)
                .with("ceil_mode", ceil));
        cases.add(
            "max-" + ceil + inc,
            2,
            PeerNode.onnx("MaxPool", 12)
                .given(s.real(2, 2, 7, 8))
                .wholes("kernel_shape", 3, 3)
                .wholes("strides", 2, 3)
                .wholes("pads", 1, 0, 1, 1)
                .with("ceil_mode", ceil)
                .with("storage_order", inc));
        cases.add(
            "lp-" + ceil + inc,
            1,
            PeerNode.onnx("LpPool", 18)
                .given(s.real(1, 2, 7, 8))
                .wholes("kernel_shape", 3, 3)
                .wholes("strides", 2, 3)
                .with("ceil_mode", ceil)
                .with("p", 1 + inc)
                .wholes("pads", 1, 0, 1, 1));
      }
    }

    cases.add(
        "max3d",
        2,
        PeerNode.onnx("MaxPool", 12)
            .given(s.real(1, 2, 4, 5, 6))
            .wholes("kernel_shape", 2, 2, 3)
            .wholes("dilations", 1, 2, 1)
            .wholes("pads", 1, 0, 1, 0, 1, 1));
    cases.add(
        "max-i8",
        1,
        PeerNode.onnx("MaxPool", 12)
            .given(s.bytes(I8, 1, 2, 5, 5))
            .wholes("kernel_shape", 3, 3)
            .with("auto_pad", "SAME_UPPER")
            .wholes("strides", 2, 2));
    cases.add(
        "lp-same",
        1,
        PeerNode.onnx("LpPool", 11)
            .given(s.real(1, 2, 7, 8))
            .wholes("kernel_shape", 3, 3)
            .with("auto_pad", "SAME_UPPER"));
    cases.add("glp", 1, PeerNode.onnx("GlobalLpPool", 2).given(s.real(1, 2, 7, 8)).with("p", 3));
    cases.add(
        "maxroi",
        1,
        PeerNode.onnx("MaxRoiPool", 1)
            .given(
                s.real(2, 3, 8, 9),
                TensorData.of(
                    F32, new double[] {0, 1, 1, 6, 5, 1, 0, 2, 8, 7, 1, 3, 3, 4, 4}, 3, 5))
            .wholes("pooled_shape", 2, 3));
    cases.add(
        "maxroi-s",
        1,
        PeerNode.onnx("MaxRoiPool", 1)
            .given(
                s.real(2, 3, 8, 9),
                TensorData.of(
                    F32, new double[] {0, 3, 1, 13, 15, 1, 0, 2, 8, 7, 1, 3, 3, 4, 4}, 3, 5))
            .wholes("pooled_shape", 3, 3)
            .with("spatial_scale", 0.5f));
    for (var m : List.of("avg", "max")) {
      for (int sr = 0; sr < 3; sr += 2) {
        for (var ct : List.of("half_pixel", "output_half_pixel")) {
          cases.add(
              "roialign-" + m + sr + ct,
              1,
              PeerNode.onnx("RoiAlign", 16)
                  .given(
                      s.real(2, 3, 8, 9),
                      TensorData.of(
                          F32, new double[] {1, 1, 6.5, 5, 0.3, 2, 8, 7, 3, 3, 4, 4}, 3, 4),
                      TensorData.of(I64, new double[] {0, 1, 1}, 3))
                  .with("mode", m)
                  .with("sampling_ratio", sr)
                  .with("output_height", 2)
                  .with("output_width", 3)
                  .with("spatial_scale", 0.8f)
                  .with("coordinate_transformation_mode", ct));
        }
      }
    }
    cases.add(
        "roialign10",
        1,
        PeerNode.onnx("RoiAlign", 10)
            .given(
                s.real(2, 3, 8, 9),
                TensorData.of(F32, new double[] {1, 1, 6.5, 5, 0.3, 2, 8, 7, 3, 3, 4, 4}, 3, 4),
                TensorData.of(I64, new double[] {0, 1, 1}, 3))
            .with("output_height", 2)
            .with("output_width", 3));
  }
}
