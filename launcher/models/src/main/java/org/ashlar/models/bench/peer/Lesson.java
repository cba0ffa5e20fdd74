package org.ashlar.models.bench.peer;

import java.nio.file.Path;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;

/// A training step: the loss of a batch, its gradients, and stochastic gradient descent with
/// momentum.
///
/// @param network its name: `LeNet`, `ResNet8` or `transformer`, for peers that build it themselves
/// @param model the loss as an ONNX file; parameters are inputs of it, the output is `loss`
/// @param parameters by name, with their numbers before the first step
/// @param batch `x` and `labels`, the same at every step
/// @param shown the parameter whose change in a step, by the rate, is compared beside the loss
public record Lesson(
    String network,
    Path model,
    Map<String, TensorData> parameters,
    Map<String, Datum> batch,
    String shown) {
  /// How far a step goes.
  public static final double RATE = 0.01;

  /// What is kept of the step before.
  public static final double MOMENTUM = 0.9;
}
