package org.ashlar.train.optimiser;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Gradients divided by the root of the sum of all their squares so far: `sum = sum + gradient²`,
/// `value = value - rate · gradient / (sqrt(sum) + epsilon)`.
///
/// Source: Duchi, Hazan, Singer, *Adaptive Subgradient Methods* (2011), section 1.1, diagonal form.
public record Adagrad(Rate rate, double epsilon) implements Optimiser {
  public static Adagrad of(Rate rate) {
    return new Adagrad(rate, 1e-10);
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        new Stage(
            "adagrad",
            (in, out) -> {
              var gradient = in.get("gradient");
              var sum = in.get("sum").add(gradient.mul(gradient));
              out.put("sum", sum);
              var step = gradient.div(sum.sqrt().add(in.get("epsilon")));
              out.put("value", in.get("value").sub(step.mul(in.get("rate"))));
            }));
  }

  @Override
  public Map<String, TensorData> inputs(long update) {
    return Map.of("rate", rate.number(update), "epsilon", TensorData.scalar(DType.F32, epsilon));
  }
}
