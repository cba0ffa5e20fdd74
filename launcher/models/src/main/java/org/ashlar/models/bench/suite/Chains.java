package org.ashlar.models.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.ashlar.models.bench.onnx.OnnxModel;
import org.ashlar.models.bench.onnx.OnnxModel.Attribute;

/// Chains of element-wise operators, and normalisations of rows.
final class Chains {
  private static final long SMALL = 1 << 16;
  private static final long LARGE = 1 << 24;

  private Chains() {}

  static List<Case> cases() {
    var cases = new ArrayList<Case>();
    for (long n : List.of(SMALL, LARGE)) {
      cases.add(of("gelu_tanh(1.1x+0.1)", 14, Chains::gelu, n));
      cases.add(of("silu(x)*x+x", 8, Chains::silu, n));
      cases.add(of("bias, relu, residual", 3, Chains::residual, n));
    }
    for (var sizes : List.of(new long[] {512, 128}, new long[] {4096, 1024})) {
      cases.add(of("softmax", 5, Chains::softmax, sizes));
      cases.add(of("layer norm", 8, m -> layerNorm(m, sizes[1]), sizes));
      cases.add(of("rms norm", 5, m -> rmsNorm(m, sizes[1]), sizes));
    }
    return cases;
  }

  /// @param operations an element
  private static Case of(
      String what, double operations, UnaryOperator<OnnxModel> chain, long... sizes) {
    double n = 1;
    var text = new StringBuilder();
    for (long size : sizes) {
      n *= size;
      text.append(text.isEmpty() ? "" : "x").append(size(size));
    }
    var name = what + " " + text;
    double elements = n;
    return new Later(
        name,
        () ->
            new Written(
                "elementwise " + name,
                chain.apply(new OnnxModel().input("x", sizes)).output("y", sizes),
                Map.of("x", sizes),
                operations * elements,
                8 * elements));
  }

  private static String size(long n) {
    return n == SMALL ? "64K" : n == LARGE ? "16M" : Long.toString(n);
  }

  private static OnnxModel gelu(OnnxModel model) {
    return model
        .number("scale", 1.1)
        .number("shift", 0.1)
        .node("Mul", "x scale -> t")
        .node("Add", "t shift -> u")
        .node("Gelu", "u -> y", new Attribute.Text("approximate", "tanh"));
  }

  private static OnnxModel silu(OnnxModel model) {
    return model
        .node("Sigmoid", "x -> s")
        .node("Mul", "s x -> t")
        .node("Mul", "t x -> u")
        .node("Add", "u x -> y");
  }

  private static OnnxModel residual(OnnxModel model) {
    return model
        .number("bias", 0.1)
        .node("Add", "x bias -> t")
        .node("Relu", "t -> u")
        .node("Add", "u x -> y");
  }

  private static OnnxModel softmax(OnnxModel model) {
    return model.node("Softmax", "x -> y", new Attribute.Whole("axis", -1));
  }

  private static OnnxModel layerNorm(OnnxModel model, long width) {
    return model
        .weight("scale", 0.5, 1.5, width)
        .weight("bias", -0.1, 0.1, width)
        .node(
            "LayerNormalization",
            "x scale bias -> y",
            new Attribute.Whole("axis", -1),
            new Attribute.Real("epsilon", 1e-5f));
  }

  /// As exporters write it before opset 23.
  private static OnnxModel rmsNorm(OnnxModel model, long width) {
    return model
        .weight("scale", 0.5, 1.5, width)
        .number("two", 2)
        .number("epsilon", 1e-5)
        .node("Pow", "x two -> square")
        .list("axes", -1)
        .node("ReduceMean", "square axes -> mean", new Attribute.Whole("keepdims", 1))
        .node("Add", "mean epsilon -> safe")
        .node("Sqrt", "safe -> root")
        .node("Div", "x root -> t")
        .node("Mul", "t scale -> y");
  }
}
