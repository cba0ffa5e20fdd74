package org.ashlar.train.optimiser;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Gradients divided by the root of a running mean of their squares: `square = rho · square + (1 -
/// rho) · gradient²`, `value = value - rate · gradient / (sqrt(square) + epsilon)`.
///
/// Source: Tieleman, Hinton, *Lecture 6.5: rmsprop*, Neural Networks for Machine Learning (2012);
/// epsilon outside of the root, as in PyTorch.
public record RmsProp(Rate rate, double rho, double epsilon) implements Optimiser {
  public static RmsProp of(Rate rate) {
    return new RmsProp(rate, 0.99, 1e-8);
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        new Stage(
            "rmsprop",
            (in, out) -> {
              var gradient = in.get("gradient");
              var square = in.get("square").mul(rho).add(gradient.mul(gradient).mul(1 - rho));
              out.put("square", square);
              var step = gradient.div(square.sqrt().add(in.get("epsilon")));
              out.put("value", in.get("value").sub(step.mul(in.get("rate"))));
            }));
  }

  @Override
  public Map<String, TensorData> inputs(long update) {
    return Map.of("rate", rate.number(update), "epsilon", TensorData.scalar(DType.F32, epsilon));
  }
}
