package org.ashlar.nn;

import org.ashlar.ir.Operator;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.Relu;
import org.ashlar.tensor.Tensor;

/// An operator of one argument as a layer: the library's or a plugin's.
public record Activation(Operator operator) implements Layer {
  public static Activation relu() {
    return new Activation(new Relu());
  }

  public static Activation gelu() {
    return new Activation(new Gelu());
  }

  @Override
  public Tensor apply(Tensor x) {
    return x.apply(operator);
  }
}
