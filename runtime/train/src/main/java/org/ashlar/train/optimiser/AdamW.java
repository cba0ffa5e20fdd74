package org.ashlar.train.optimiser;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Adam with weight decay apart from the gradient: `value = value - rate · (step + decay · value)`.
///
/// Source: Loshchilov, Hutter, *Decoupled Weight Decay Regularization* (2019), algorithm 2; the
/// schedule's multiplier is the rate itself, as is usual.
public record AdamW(Rate rate, double beta1, double beta2, double epsilon, double decay)
    implements Optimiser {
  public static AdamW of(Rate rate, double decay) {
    return new AdamW(rate, 0.9, 0.999, 1e-8, decay);
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        new Stage(
            "adamw",
            (in, out) -> {
              var value = in.get("value");
              var step = new Moments(beta1, beta2).step(in, out).add(value.mul(in.get("decay")));
              out.put("value", value.sub(step.mul(in.get("rate"))));
            }));
  }

  @Override
  public Map<String, TensorData> inputs(long update) {
    var inputs = new HashMap<>(new Moments(beta1, beta2).inputs(rate, epsilon, update));
    inputs.put("decay", TensorData.scalar(DType.F32, decay));
    return inputs;
  }
}
