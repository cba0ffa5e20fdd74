package org.ashlar.nn;

import java.util.List;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.tensor.Tensor;

/// The largest of each window of an image, windows side by side: h and w are divided by `size`.
public record MaxPool2d(long size) implements Layer {
  @Override
  public Tensor apply(Tensor x) {
    return x.apply(
        new MaxPool(
            List.of(size, size), List.of(size, size), List.of(0L, 0L, 0L, 0L), List.of(1L, 1L)));
  }
}
