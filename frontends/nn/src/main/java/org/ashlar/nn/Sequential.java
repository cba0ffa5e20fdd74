package org.ashlar.nn;

import java.util.HashSet;
import java.util.List;
import org.ashlar.tensor.Tensor;

/// Layers one after the other.
public record Sequential(List<Layer> layers) implements Layer {
  public Sequential {
    layers = List.copyOf(layers);
    var names = new HashSet<String>();
    for (var parameter : parameters(layers)) {
      if (!names.add(parameter.name())) {
        throw new IllegalArgumentException(
            "sequential: two parameters are named " + parameter.name());
      }
    }
  }

  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor apply(Tensor x) {
    var y = x;
    for (var layer : layers) {
      y = layer.apply(y);
    }
    return y;
  }

  @Override
  public Tensor train(Tensor x) {
    var y = x;
    for (var layer : layers) {
      y = layer.train(y);
    }
    return y;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters(layers);
  }

  private static List<Parameter> parameters(List<Layer> layers) {
    return layers.stream().flatMap(l -> l.parameters().stream()).toList();
  }
}
