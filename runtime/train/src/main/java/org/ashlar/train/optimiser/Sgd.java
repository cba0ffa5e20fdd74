package org.ashlar.train.optimiser;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Stochastic gradient descent with momentum: `velocity = momentum · velocity + gradient`, `value =
/// value - rate · velocity`. With Nesterov's momentum the step is `gradient + momentum · velocity`.
///
/// Source: Sutskever, Martens, Dahl, Hinton, *On the importance of initialization and momentum in
/// deep learning* (2013), in the form without the factor in the velocity.
public record Sgd(Rate rate, double momentum, boolean nesterov) implements Optimiser {
  public Sgd(double rate, double momentum) {
    this(new Rate.Constant(rate), momentum, false);
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        new Stage(
            "sgd",
            (in, out) -> {
              var gradient = in.get("gradient");
              var velocity = in.get("velocity").mul(in.get("momentum")).add(gradient);
              var step = nesterov ? velocity.mul(in.get("momentum")).add(gradient) : velocity;
              out.put("velocity", velocity);
              out.put("value", in.get("value").sub(step.mul(in.get("rate"))));
            }));
  }

  @Override
  public Map<String, TensorData> inputs(long update) {
    return Map.of("rate", rate.number(update), "momentum", TensorData.scalar(DType.F32, momentum));
  }
}
