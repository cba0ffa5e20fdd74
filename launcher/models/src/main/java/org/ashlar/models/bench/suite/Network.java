package org.ashlar.models.bench.suite;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.ashlar.ir.TensorData;
import org.ashlar.models.bench.onnx.OnnxModel;

/// A network that is being written for training: its parameters are inputs of the model, and keep
/// the numbers that they begin with.
///
/// @param sizes of the batch `x`
record Network(OnnxModel model, Map<String, TensorData> parameters, long[] sizes) {
  static Network of(long... sizes) {
    return new Network(new OnnxModel().input("x", sizes), new LinkedHashMap<>(), sizes);
  }

  /// A weight, random for so many terms of a sum (He et al. 2015).
  Network weight(String name, long fan, long... sizes) {
    double reach = Math.sqrt(3.0 / fan);
    var random = new SplittableRandom(name.hashCode());
    var numbers = new float[Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact))];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextDouble(-reach, reach);
    }
    return parameter(name, TensorData.of(numbers, sizes), sizes);
  }

  /// Numbers that begin all alike.
  Network filled(String name, double value, long... sizes) {
    var numbers = new float[Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact))];
    Arrays.fill(numbers, (float) value);
    return parameter(name, TensorData.of(numbers, sizes), sizes);
  }

  private Network parameter(String name, TensorData data, long... sizes) {
    parameters.put(name, data);
    model.input(name, sizes);
    return this;
  }

  Network node(String operator, String wiring, OnnxModel.Attribute... attributes) {
    model.node(operator, wiring, attributes);
    return this;
  }

  /// The mean of the cross entropies of `scores`.
  Network loss() {
    model
        .wholes("labels", Lessons.BATCH)
        .node("SoftmaxCrossEntropyLoss", "scores labels -> loss")
        .output("loss");
    return this;
  }
}
