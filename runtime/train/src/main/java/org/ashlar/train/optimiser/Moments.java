package org.ashlar.train.optimiser;

import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.tensor.Tensor;

/// Running means of the gradient and of its square, which start at zero: what Adam and its kin
/// share.
///
/// Both are too small at first; `corrections` are the factors that put that right.
record Moments(double beta1, double beta2) {
  /// The step without the rate, `mean' / (sqrt(square') + epsilon)` with both corrected; gives the
  /// states.
  Tensor step(Stage.Inputs in, Map<String, Tensor> out) {
    var gradient = in.get("gradient");
    var mean = in.get("mean").mul(beta1).add(gradient.mul(1 - beta1));
    var square = in.get("square").mul(beta2).add(gradient.mul(gradient).mul(1 - beta2));
    out.put("mean", mean);
    out.put("square", square);
    return mean.mul(in.get("first"))
        .div(square.mul(in.get("second")).sqrt().add(in.get("epsilon")));
  }

  Map<String, TensorData> inputs(Rate rate, double epsilon, long update) {
    return Map.of(
        "rate", rate.number(update),
        "epsilon", TensorData.scalar(DType.F32, epsilon),
        "first", correction(beta1, update),
        "second", correction(beta2, update));
  }

  private static TensorData correction(double beta, long update) {
    return TensorData.scalar(DType.F32, 1 / (1 - Math.pow(beta, (double) update)));
  }
}
