package org.ashlar.models.bench.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ashlar.models.bench.onnx.OnnxModel;
import org.ashlar.models.bench.onnx.OnnxModel.Attribute;

/// The convolutions of ResNet-50 (He et al. 2015) at batch 1: `CIN x SIDE² -> COUT KxK`, alone and,
/// where a result can be the next one's input, six in a chain.
final class Convolutions {
  /// Channels in, side, channels out, kernel, stride.
  private static final String SHAPES =
      "3,224,64,7,2 64,56,64,1,1 64,56,64,3,1 64,56,256,1,1 256,56,64,1,1 256,56,128,1,1"
          + " 128,56,128,3,2 128,28,128,3,1 128,28,512,1,1 512,28,128,1,1 512,28,256,1,1"
          + " 256,28,256,3,2 256,14,256,3,1 256,14,1024,1,1 1024,14,256,1,1 1024,14,512,1,1"
          + " 512,14,512,3,2 512,7,512,3,1 512,7,2048,1,1 2048,7,512,1,1";

  private static final int CHAIN = 6;

  private Convolutions() {}

  static List<Case> cases() {
    var cases = new ArrayList<Case>();
    for (var shape : SHAPES.split(" ")) {
      var n = Arrays.stream(shape.split(",")).mapToInt(Integer::parseInt).toArray();
      if (n[0] == n[2] && n[4] == 1) {
        cases.add(of(n[0], n[1], n[2], n[3], n[4], CHAIN));
      } else if (n[4] == 1 && n[3] == 1) {
        cases.add(thereAndBack(n[0], n[1], n[2]));
      }
      cases.add(of(n[0], n[1], n[2], n[3], n[4], 1));
    }
    return cases;
  }

  /// Convolutions of one shape, each on what the one before gives.
  static Case of(int in, int side, int out, int kernel, int stride, int times) {
    var name =
        "%dx%d² -> %d %dx%d%s%s"
            .formatted(
                in,
                side,
                out,
                kernel,
                kernel,
                stride == 1 ? "" : " /" + stride,
                times == 1 ? "" : " chain of " + times);
    int to = side / stride;
    double one = 2.0 * out * to * to * in * kernel * kernel;
    double bytes =
        4.0 * times * ((double) in * side * side + out * to * to + out * in * kernel * kernel);
    return new Later(
        name,
        () -> {
          var model = new OnnxModel().input("x0", 1, in, side, side);
          for (int i = 0; i < times; i++) {
            add(model, i, in, out, kernel, stride);
          }
          model.output("x" + times, 1, out, to, to);
          return new Written(
              "conv " + name,
              model,
              Map.of("x0", new long[] {1, in, side, side}),
              one * times,
              bytes);
        });
  }

  /// 1x1 convolutions to another number of channels and back, three times.
  private static Case thereAndBack(int in, int side, int out) {
    var name = "%dx%d² -> %d 1x1 chain of %d".formatted(in, side, out, CHAIN);
    return new Later(
        name,
        () -> {
          var model = new OnnxModel().input("x0", 1, in, side, side);
          for (int i = 0; i < CHAIN; i++) {
            add(model, i, i % 2 == 0 ? in : out, i % 2 == 0 ? out : in, 1, 1);
          }
          model.output("x" + CHAIN, 1, in, side, side);
          return new Written(
              "conv " + name,
              model,
              Map.of("x0", new long[] {1, in, side, side}),
              2.0 * CHAIN * in * out * side * side,
              4.0 * CHAIN * ((double) (in + out) * side * side + in * out));
        });
  }

  private static void add(OnnxModel model, int i, int in, int out, int kernel, int stride) {
    double reach = Math.sqrt(3.0 / (in * kernel * kernel));
    int pad = kernel / 2;
    model
        .weight("w" + i, -reach, reach, out, in, kernel, kernel)
        .weight("b" + i, -0.1, 0.1, out)
        .node(
            "Conv",
            "x" + i + " w" + i + " b" + i + " -> x" + (i + 1),
            new Attribute.Wholes("kernel_shape", kernel, kernel),
            new Attribute.Wholes("strides", stride, stride),
            new Attribute.Wholes("pads", pad, pad, pad, pad));
  }
}
