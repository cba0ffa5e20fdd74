package org.ashlar.nn;

import org.ashlar.ir.DType;
import org.ashlar.tensor.Tensor;

/// Leaves out some elements while training, others each time. The program gets an input `seed`, an
/// `i64`, that says which.
///
/// @param stream tells apart the layers of one network
public record Dropout(double rate, long stream) implements Layer {
  /// The name of the input.
  public static final String SEED = "seed";

  @Override
  public Tensor apply(Tensor x) {
    return x;
  }

  @Override
  public Tensor train(Tensor x) {
    return x.apply(
        new org.ashlar.operators.random.Dropout(rate, stream), Tensor.input(SEED, DType.I64));
  }
}
