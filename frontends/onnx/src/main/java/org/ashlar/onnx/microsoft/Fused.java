package org.ashlar.onnx.microsoft;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.activation.Elu;
import org.ashlar.operators.activation.HardSigmoid;
import org.ashlar.operators.activation.HardSwish;
import org.ashlar.operators.activation.LeakyRelu;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Softplus;
import org.ashlar.operators.activation.Softsign;
import org.ashlar.operators.activation.ThresholdedRelu;
import org.ashlar.operators.build.Build;

/// Activations that an operator names as an attribute.
final class Fused {
  private Fused() {}

  /// @param numbers the activation's own, those left out at the end have their defaults
  static Value activated(Call call, Value x, List<Double> numbers) {
    var name = call.text("activation", "");
    return switch (name) {
      case "" -> x;
      case "Relu" -> Build.apply(new Relu(), x);
      case "Tanh" -> Build.tanh(x);
      case "Sigmoid" -> Build.apply(new Sigmoid(), x);
      case "Softplus" -> Build.apply(new Softplus(), x);
      case "Softsign" -> Build.apply(new Softsign(), x);
      case "HardSwish" -> Build.apply(new HardSwish(), x);
      case "LeakyRelu" -> Build.apply(new LeakyRelu(number(numbers, 0, 0.01)), x);
      case "Elu" -> Build.apply(new Elu(number(numbers, 0, 1)), x);
      case "ThresholdedRelu" -> Build.apply(new ThresholdedRelu(number(numbers, 0, 1)), x);
      case "HardSigmoid" ->
          Build.apply(new HardSigmoid(number(numbers, 0, 0.2), number(numbers, 1, 0.5)), x);
      case "Clip" ->
          Build.clamp(x, number(numbers, 0, -Float.MAX_VALUE), number(numbers, 1, Float.MAX_VALUE));
      default -> throw call.refuse("no activation that can be part of an operator: " + name);
    };
  }

  private static float number(List<Double> numbers, int at, double otherwise) {
    return (float) (at < numbers.size() ? numbers.get(at) : otherwise);
  }
}
