package org.ashlar.nn;

import java.util.List;
import org.ashlar.operators.product.Conv;
import org.ashlar.tensor.Tensor;

/// A convolution over images: f32[batch, in, h, w] becomes f32[batch, out, h', w'], with a bias a
/// channel.
///
/// @param weight f32[out, in, size, size]
/// @param stride in both directions
/// @param pad zeros on every side
public record Conv2d(Parameter weight, Parameter bias, long stride, long pad) implements Layer {
  public static Conv2d of(
      String name, long in, long out, long size, long stride, long pad, Initial initial) {
    return new Conv2d(
        new Parameter(name + "_weight", initial.heUniform(in * size * size, out, in, size, size)),
        new Parameter(name + "_bias", initial.zeros(out, 1, 1)),
        stride,
        pad);
  }

  @Override
  public Tensor apply(Tensor x) {
    var conv = new Conv(List.of(stride, stride), List.of(pad, pad, pad, pad), List.of(1L, 1L), 1);
    return x.apply(conv, weight.tensor(x)).add(bias.tensor(x));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }
}
