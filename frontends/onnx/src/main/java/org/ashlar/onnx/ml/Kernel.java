package org.ashlar.onnx.ml;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.build.Build;

/// How alike samples and support vectors are: attribute `kernel_type` of the sizes that
/// `kernel_params` gives (gamma, coef0, degree).
record Kernel(String type, double gamma, double constant, double degree) {
  static Kernel of(Call call) {
    var sizes = call.reals("kernel_params");
    if (!sizes.isEmpty() && sizes.size() != 3) {
      throw call.refuse("kernel_params must be gamma, coef0 and degree, not " + sizes);
    }
    var type = call.text("kernel_type", "LINEAR");
    if (!List.of("LINEAR", "POLY", "RBF", "SIGMOID").contains(type)) {
      throw call.refuse("kernel_type: no such kernel: \"" + type + "\"");
    }
    return sizes.isEmpty()
        ? new Kernel(type, 0, 0, 0)
        : new Kernel(type, sizes.get(0), sizes.get(1), sizes.get(2));
  }

  /// `[samples, vectors]` for `x[samples, features]` and `vectors[vectors, features]`.
  Value of(Value x, Value vectors) {
    if (type.equals("RBF")) {
      var apart = Build.sub(Build.unsqueeze(x, 1), Build.unsqueeze(vectors, 0));
      return Build.exp(Build.mul(Build.sum(Build.mul(apart, apart), -1), -gamma));
    }
    var product = Build.matmul(x, Build.transpose(vectors));
    var scaled = type.equals("LINEAR") ? product : Build.add(Build.mul(product, gamma), constant);
    return switch (type) {
      case "POLY" -> Build.pow(scaled, degree);
      case "SIGMOID" -> Build.tanh(scaled);
      default -> scaled;
    };
  }
}
