package org.ashlar.train;

import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Adam: steps scaled by running means of the gradient and its square, both corrected for their
/// start at zero.
///
/// Source: Kingma, Ba, *Adam: A Method for Stochastic Optimization* (2015), algorithm 1, with the
/// corrections folded into the rate as at the end of its section 2.
public record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimiser {
  public static Adam of(double rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8);
  }

  @Override
  public String update() {
    return Update.of("adam", "mean", "square")
        .text(
            (in, out) -> {
              var gradient = in.get("gradient");
              var mean = in.get("mean").mul(beta1).add(gradient.mul(1 - beta1));
              var square = in.get("square").mul(beta2).add(gradient.mul(gradient).mul(1 - beta2));
              out.put("mean", mean);
              out.put("square", square);
              out.put(
                  "value",
                  in.get("value")
                      .sub(mean.mul(in.get("rate")).div(square.sqrt().add(in.get("epsilon")))));
            },
            "rate",
            "epsilon");
  }

  @Override
  public Map<String, TensorData> inputs(long step) {
    double second = Math.sqrt(1 - Math.pow(beta2, (double) step));
    return Map.of(
        "rate", TensorData.scalar(DType.F32, rate * second / (1 - Math.pow(beta1, (double) step))),
        "epsilon", TensorData.scalar(DType.F32, epsilon * second));
  }
}
