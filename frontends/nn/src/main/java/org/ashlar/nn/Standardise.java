package org.ashlar.nn;

import java.util.List;
import org.ashlar.ir.TensorData;
import org.ashlar.tensor.Tensor;

/// `(x - shift) · scale`: brings samples to a mean of 0 and a deviation of 1, say. Its numbers come
/// from the data and are not trained.
public record Standardise(Parameter shift, Parameter scale) implements Layer {
  /// The layer with its two parameters.
  ///
  /// @param shift of the sizes of a sample, or such that it broadcasts to them
  public static Standardise of(String name, TensorData shift, TensorData scale) {
    return new Standardise(
        new Parameter(name + "_shift", shift, false), new Parameter(name + "_scale", scale, false));
  }

  @Override
  public Tensor apply(Tensor x) {
    return x.sub(shift.tensor()).mul(scale.tensor());
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(shift, scale);
  }
}
