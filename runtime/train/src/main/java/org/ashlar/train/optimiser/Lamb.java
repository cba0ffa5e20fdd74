package org.ashlar.train.optimiser;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.operators.pointwise.Greater;
import org.ashlar.operators.pointwise.Where;
import org.ashlar.tensor.Tensor;

/// AdamW whose step is scaled, for each variable, by the ratio of the variable's norm to the
/// step's: for very large batches. A ratio with a zero in it counts as 1.
///
/// Source: You et al., *Large Batch Optimization for Deep Learning: Training BERT in 76 minutes*
/// (2020), algorithm 2 with the identity for φ.
public record Lamb(Rate rate, double beta1, double beta2, double epsilon, double decay)
    implements Optimiser {
  public static Lamb of(Rate rate, double decay) {
    return new Lamb(rate, 0.9, 0.999, 1e-6, decay);
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        new Stage(
            "lamb",
            (in, out) -> {
              var value = in.get("value");
              var step = new Moments(beta1, beta2).step(in, out).add(value.mul(in.get("decay")));
              var of = norm(value);
              var by = norm(step);
              var one = Tensor.fill(DType.F32, 1);
              var known = of.mul(by).apply(new Greater(), Tensor.fill(DType.F32, 0));
              var ratio = known.apply(new Where(), of.div(by), one);
              out.put("value", value.sub(step.mul(ratio.mul(in.get("rate")))));
            }));
  }

  /// Over the whole variable.
  private static Tensor norm(Tensor x) {
    return x.mul(x).sum().sqrt();
  }

  @Override
  public Map<String, TensorData> inputs(long update) {
    var inputs = new HashMap<>(new Moments(beta1, beta2).inputs(rate, epsilon, update));
    inputs.put("decay", TensorData.scalar(DType.F32, decay));
    return inputs;
  }
}
