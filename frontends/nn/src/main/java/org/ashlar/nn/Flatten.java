package org.ashlar.nn;

import org.ashlar.tensor.Tensor;

/// All dimensions but the batch as one: [batch, c, h, w] becomes [batch, c·h·w].
public record Flatten() implements Layer {
  @Override
  public Tensor apply(Tensor x) {
    long rest = 1;
    for (int i = 1; i < x.tensorType().rank(); i++) {
      rest = Math.multiplyExact(rest, x.size(i));
    }
    return x.reshape(x.size(0), rest);
  }
}
