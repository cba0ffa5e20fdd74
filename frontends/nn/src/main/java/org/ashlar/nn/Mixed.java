package org.ashlar.nn;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.tensor.Tensor;

/// A layer that computes in a narrower float, `f16` or `bf16`: its input and its parameters are
/// rounded on the way in, its result is widened to `f32`. The parameters themselves stay `f32`.
///
/// Source: Micikevicius et al., *Mixed Precision Training* (2018), section 3.1.
public record Mixed(DType compute, Layer layer) implements Layer {
  public Mixed {
    if (!compute.isFloat()) {
      throw new IllegalArgumentException("mixed: a network computes in floats, not in " + compute);
    }
  }

  @Override
  public Tensor apply(Tensor x) {
    return layer.apply(x.cast(compute)).cast(DType.F32);
  }

  @Override
  public Tensor train(Tensor x) {
    return layer.train(x.cast(compute)).cast(DType.F32);
  }

  @Override
  public List<Parameter> parameters() {
    return layer.parameters();
  }
}
