package org.ashlar.train;

import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Stochastic gradient descent with momentum: `velocity = momentum · velocity + gradient`, `value =
/// value - rate · velocity`.
///
/// Source: Sutskever, Martens, Dahl, Hinton, *On the importance of initialization and momentum in
/// deep learning* (2013), in the form without the factor in the velocity.
public record Sgd(double rate, double momentum) implements Optimiser {
  @Override
  public String update() {
    return Update.of("sgd", "velocity")
        .text(
            (in, out) -> {
              var velocity = in.get("velocity").mul(in.get("momentum")).add(in.get("gradient"));
              out.put("velocity", velocity);
              out.put("value", in.get("value").sub(velocity.mul(in.get("rate"))));
            },
            "rate",
            "momentum");
  }

  @Override
  public Map<String, TensorData> inputs(long step) {
    return Map.of(
        "rate",
        TensorData.scalar(DType.F32, rate),
        "momentum",
        TensorData.scalar(DType.F32, momentum));
  }
}
