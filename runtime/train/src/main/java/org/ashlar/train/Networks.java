package org.ashlar.train;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.nn.Activation;
import org.ashlar.nn.Conv2d;
import org.ashlar.nn.Dropout;
import org.ashlar.nn.Flatten;
import org.ashlar.nn.Initial;
import org.ashlar.nn.Layer;
import org.ashlar.nn.Linear;
import org.ashlar.nn.MaxPool2d;
import org.ashlar.nn.Mixed;
import org.ashlar.nn.Sequential;
import org.ashlar.nn.Standardise;
import org.ashlar.tensor.Tensor;
import org.ashlar.train.data.Task;

/// Small networks for a task: its samples standardised, then layers, one logit a class.
public final class Networks {
  private Networks() {}

  /// Linear layers with ReLU between.
  ///
  /// @param hidden the widths of those between
  /// @param dropout the part left out after each of them, 0 for none
  /// @param compute `f32`, or a narrower float to compute in
  public static Layer mlp(
      Task task, List<Integer> hidden, double dropout, DType compute, Initial initial) {
    var layers = new ArrayList<Layer>();
    layers.add(new Flatten());
    long width = 1;
    for (long size : task.sample()) {
      width *= size;
    }
    for (int i = 0; i < hidden.size(); i++) {
      layers.add(Linear.of("hidden" + (i + 1), width, hidden.get(i), initial));
      layers.add(Activation.relu());
      drop(layers, dropout, i);
      width = hidden.get(i);
    }
    layers.add(Linear.of("out", width, task.classes().size(), initial));
    return around(task, layers, compute);
  }

  /// Two convolutions of 3×3 with ReLU and pooling, then a linear layer. For pictures.
  ///
  /// @param channels of the first; the second has twice as many
  public static Layer conv(
      Task task, int channels, double dropout, DType compute, Initial initial) {
    if (!task.pictures()) {
      throw new IllegalArgumentException(
          "network conv: samples must be pictures, f32[1 or 3, rows, columns]: use mlp");
    }
    var layers = new ArrayList<Layer>();
    layers.add(Conv2d.of("conv1", task.sample()[0], channels, 3, 1, 1, initial));
    layers.add(Activation.relu());
    layers.add(new MaxPool2d(2));
    layers.add(Conv2d.of("conv2", channels, 2L * channels, 3, 1, 1, initial));
    layers.add(Activation.relu());
    layers.add(new MaxPool2d(2));
    layers.add(new Flatten());
    drop(layers, dropout, 0);
    var sizes = new long[4];
    sizes[0] = 1;
    System.arraycopy(task.sample(), 0, sizes, 1, 3);
    long width = new Sequential(layers).apply(Tensor.input("x", DType.F32, sizes)).size(1);
    layers.add(Linear.of("out", width, task.classes().size(), initial));
    return around(task, layers, compute);
  }

  private static void drop(List<Layer> layers, double dropout, int stream) {
    if (dropout > 0) {
      layers.add(new Dropout(dropout, stream));
    }
  }

  private static Layer around(Task task, List<Layer> layers, DType compute) {
    Layer inner = new Sequential(layers);
    return Sequential.of(
        Standardise.of("sample", task.shift(), task.scale()),
        compute == DType.F32 ? inner : new Mixed(compute, inner));
  }

  /// How many numbers training changes.
  public static long size(Layer network) {
    return network.parameters().stream()
        .filter(p -> p.trained())
        .mapToLong(p -> p.initial().elements())
        .sum();
  }
}
