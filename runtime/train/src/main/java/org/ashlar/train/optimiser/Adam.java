package org.ashlar.train.optimiser;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.TensorData;

/// Adam: steps scaled by running means of the gradient and its square, both corrected for their
/// start at zero.
///
/// Source: Kingma, Ba, *Adam: A Method for Stochastic Optimization* (2015), algorithm 1.
public record Adam(Rate rate, double beta1, double beta2, double epsilon) implements Optimiser {
  public static Adam of(double rate) {
    return of(new Rate.Constant(rate));
  }

  public static Adam of(Rate rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8);
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        new Stage(
            "adam",
            (in, out) -> {
              var step = new Moments(beta1, beta2).step(in, out);
              out.put("value", in.get("value").sub(step.mul(in.get("rate"))));
            }));
  }

  @Override
  public Map<String, TensorData> inputs(long update) {
    return new Moments(beta1, beta2).inputs(rate, epsilon, update);
  }
}
