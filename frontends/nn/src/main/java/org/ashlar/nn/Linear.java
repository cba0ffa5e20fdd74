package org.ashlar.nn;

import java.util.List;
import org.ashlar.tensor.Tensor;

/// `x · weight + bias`: f32[batch, in] becomes f32[batch, out]; other floats stay what they are.
public record Linear(Parameter weight, Parameter bias) implements Layer {
  public static Linear of(String name, long in, long out, Initial initial) {
    return new Linear(
        new Parameter(name + "_weight", initial.heUniform(in, in, out)),
        new Parameter(name + "_bias", initial.zeros(out)));
  }

  @Override
  public Tensor apply(Tensor x) {
    return x.matmul(weight.tensor(x)).add(bias.tensor(x));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }
}
