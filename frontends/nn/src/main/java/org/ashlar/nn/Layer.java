package org.ashlar.nn;

import java.util.List;
import org.ashlar.tensor.Tensor;

/// A function of a tensor with parameters that training changes.
public interface Layer {
  /// The result for an input whose first dimension is the batch.
  Tensor apply(Tensor x);

  /// The result while training: other than {@link #apply} where a layer draws random numbers.
  default Tensor train(Tensor x) {
    return apply(x);
  }

  /// In a fixed order; names are unique within a network.
  default List<Parameter> parameters() {
    return List.of();
  }
}
