package org.ashlar.models.bench.suite;

import org.ashlar.models.bench.onnx.OnnxModel.Attribute;

/// The networks that are trained. Peers that build them themselves use the same names.
final class Networks {
  private static final Attribute TRAINING = new Attribute.Whole("training_mode", 1);

  private Networks() {}

  /// LeCun et al. 1998, with rectifiers: two convolutions, three layers.
  static Network lenet() {
    var net =
        Network.of(Lessons.BATCH, 1, 28, 28)
            .weight("w1", 25, 6, 1, 5, 5)
            .filled("b1", 0, 6)
            .weight("w2", 150, 16, 6, 5, 5)
            .filled("b2", 0, 16)
            .node("Conv", "x w1 b1 -> c1", pads(2))
            .node("Relu", "c1 -> r1")
            .node("MaxPool", "r1 -> p1", square("kernel_shape", 2), square("strides", 2))
            .node("Conv", "p1 w2 b2 -> c2")
            .node("Relu", "c2 -> r2")
            .node("MaxPool", "r2 -> p2", square("kernel_shape", 2), square("strides", 2))
            .node("Flatten", "p2 -> f");
    linear(net, "3", "f", "h3", 400, 120).node("Relu", "h3 -> r3");
    linear(net, "4", "r3", "h4", 120, 84).node("Relu", "h4 -> r4");
    return linear(net, "5", "r4", "scores", 84, Lessons.CLASSES).loss();
  }

  /// ResNet-8 of MLPerf Tiny on CIFAR-10: three blocks of 16, 32 and 64 channels.
  static Network resnet() {
    var net = Network.of(Lessons.BATCH, 3, 32, 32);
    convolution(net, "0", "x", 3, 16, 3, 1).node("Relu", "n0 -> r0");
    block(net, "1", "r0", 16, 16, 1);
    block(net, "2", "r1", 16, 32, 2);
    block(net, "3", "r2", 32, 64, 2);
    net.node("GlobalAveragePool", "r3 -> g").node("Flatten", "g -> f");
    return linear(net, "4", "f", "scores", 64, Lessons.CLASSES).loss();
  }

  private static void block(Network net, String name, String x, int in, int out, int stride) {
    convolution(net, name + "a", x, in, out, 3, stride)
        .node("Relu", "n" + name + "a -> r" + name + "a");
    convolution(net, name + "b", "r" + name + "a", out, out, 3, 1);
    var past = x;
    if (stride > 1) {
      past = "n" + name + "c";
      convolution(net, name + "c", x, in, out, 1, stride);
    }
    net.node("Add", "n" + name + "b " + past + " -> s" + name)
        .node("Relu", "s" + name + " -> r" + name);
  }

  /// A convolution without bias, and the normalisation of its batch.
  private static Network convolution(
      Network net, String name, String x, int in, int out, int kernel, int stride) {
    net.model().number("mean" + name, 0, out).number("var" + name, 1, out);
    return net.weight("w" + name, (long) in * kernel * kernel, out, in, kernel, kernel)
        .filled("g" + name, 1, out)
        .filled("b" + name, 0, out)
        .node("Conv", x + " w" + name + " -> c" + name, square("strides", stride), pads(kernel / 2))
        .node(
            "BatchNormalization",
            "c%1$s g%1$s b%1$s mean%1$s var%1$s -> n%1$s".formatted(name),
            TRAINING);
  }

  /// Two layers of Vaswani et al. 2017, normalised first: 64 places of 128 numbers, 4 heads.
  static Network transformer() {
    var net = Network.of(Lessons.BATCH, 64, 128);
    net.model()
        .list("split", Lessons.BATCH, 64, 4, 32)
        .list("joined", Lessons.BATCH, 64, 128)
        .number("scale", 1 / Math.sqrt(32))
        .list("places", 1);
    layer(net, "0", "x", "y0");
    layer(net, "1", "y0", "y1");
    net.node("ReduceMean", "y1 places -> m", new Attribute.Whole("keepdims", 0));
    return linear(net, "h", "m", "scores", 128, Lessons.CLASSES).loss();
  }

  private static void layer(Network net, String n, String x, String y) {
    norm(net, "1" + n, x, "a" + n);
    for (var part : new String[] {"q", "k", "v"}) {
      net.weight(part + n, 128, 128, 128)
          .node("MatMul", "a%2$s %1$s%2$s -> %1$sp%2$s".formatted(part, n))
          .node("Reshape", "%1$sp%2$s split -> %1$ss%2$s".formatted(part, n))
          .node(
              "Transpose",
              "%1$ss%2$s -> %1$st%2$s".formatted(part, n),
              part.equals("k")
                  ? new Attribute.Wholes("perm", 0, 2, 3, 1)
                  : new Attribute.Wholes("perm", 0, 2, 1, 3));
    }
    net.node("MatMul", "qt%1$s kt%1$s -> dot%1$s".formatted(n))
        .node("Mul", "dot%1$s scale -> dots%1$s".formatted(n))
        .node("Softmax", "dots%1$s -> part%1$s".formatted(n), new Attribute.Whole("axis", -1))
        .node("MatMul", "part%1$s vt%1$s -> heads%1$s".formatted(n))
        .node(
            "Transpose",
            "heads%1$s -> back%1$s".formatted(n),
            new Attribute.Wholes("perm", 0, 2, 1, 3))
        .node("Reshape", "back%1$s joined -> all%1$s".formatted(n))
        .weight("o" + n, 128, 128, 128)
        .node("MatMul", "all%1$s o%1$s -> out%1$s".formatted(n))
        .node("Add", "%2$s out%1$s -> mid%1$s".formatted(n, x));
    norm(net, "2" + n, "mid" + n, "c" + n);
    net.weight("u" + n, 128, 128, 512)
        .filled("ub" + n, 0, 512)
        .node("MatMul", "c%1$s u%1$s -> up%1$s".formatted(n))
        .node("Add", "up%1$s ub%1$s -> upb%1$s".formatted(n))
        .node("Gelu", "upb%1$s -> gelu%1$s".formatted(n), new Attribute.Text("approximate", "tanh"))
        .weight("d" + n, 512, 512, 128)
        .filled("db" + n, 0, 128)
        .node("MatMul", "gelu%1$s d%1$s -> down%1$s".formatted(n))
        .node("Add", "down%1$s db%1$s -> downb%1$s".formatted(n))
        .node("Add", "mid%1$s downb%1$s -> %2$s".formatted(n, y));
  }

  private static void norm(Network net, String name, String x, String y) {
    net.filled("lg" + name, 1, 128)
        .filled("lb" + name, 0, 128)
        .node(
            "LayerNormalization",
            "%2$s lg%1$s lb%1$s -> %3$s".formatted(name, x, y),
            new Attribute.Real("epsilon", 1e-5f));
  }

  private static Network linear(Network net, String name, String x, String y, int in, int out) {
    return net.weight("w" + name, in, out, in)
        .filled("b" + name, 0, out)
        .node(
            "Gemm",
            "%2$s w%1$s b%1$s -> %3$s".formatted(name, x, y),
            new Attribute.Whole("transB", 1));
  }

  private static Attribute square(String name, int size) {
    return new Attribute.Wholes(name, size, size);
  }

  private static Attribute pads(int size) {
    return new Attribute.Wholes("pads", size, size, size, size);
  }
}
