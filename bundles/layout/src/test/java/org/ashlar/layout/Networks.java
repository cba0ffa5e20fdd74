package org.ashlar.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Silu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.product.Conv;

/// Random small networks: convolutions of all kinds, pooling, residuals, parts put together and
/// taken apart.
final class Networks {
  private final Random random;
  private final Graph graph = new Graph();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> images = new ArrayList<>();

  private Networks(Random random) {
    this.random = random;
  }

  static Function of(Random random, int layers) {
    var networks = new Networks(random);
    networks.images.add(networks.input(1 + random.nextInt(2), 2 + random.nextInt(3), 6, 5));
    for (int i = 0; i < layers; i++) {
      var x = networks.any();
      try {
        var y = networks.next(x);
        if (y.tensor().shape().elements() <= 900) {
          networks.images.add(y);
        }
      } catch (IllegalArgumentException _) {
        // the layer does not take this image
      }
    }
    var outputs = new ArrayList<Value>();
    outputs.add(networks.images.getLast());
    if (random.nextBoolean()) {
      outputs.add(networks.any());
    }
    if (random.nextInt(3) == 0) {
      outputs.add(Build.mean(networks.any(), 2));
    }
    return Function.of("network", networks.inputs, outputs);
  }

  private Value input(long... sizes) {
    var input = graph.input("x" + inputs.size(), TensorType.of(DType.F32, sizes));
    inputs.add(input);
    return input;
  }

  private Value any() {
    int n = images.size();
    return images.get(
        random.nextInt(3) == 0 ? random.nextInt(n) : n - 1 - random.nextInt(Math.min(2, n)));
  }

  private Value next(Value x) {
    var sizes = x.tensor().shape().constants();
    long channels = sizes[1];
    return switch (random.nextInt(16)) {
      case 0, 1 -> conv(x, 1 + random.nextInt(4), 3, 1);
      case 2 -> conv(x, 2 + random.nextInt(4), 1, 1);
      case 3 -> conv(x, channels, 3, channels);
      case 4 -> Build.apply(new Relu(), conv(x, channels, 3, 1));
      case 5 -> Build.apply(new Silu(), Build.add(conv(x, channels, 1, 1), input(channels, 1, 1)));
      case 6 -> Build.add(conv(x, channels, 3, 1), x);
      case 7 -> graph.apply(new MaxPool(), x);
      case 8 ->
          graph.apply(
              new AveragePool(List.of(3L, 3L), List.of(1L, 1L), List.of(1L, 1L, 1L, 1L), false), x);
      case 9 -> Build.concat(1, List.of(x, Build.apply(new Relu(), conv(x, 3, 3, 1))));
      case 10 -> Build.concat(1 + random.nextInt(3), List.of(x, Build.neg(x), x));
      case 11 ->
          graph.apply(
              new Slice(
                  List.of(0L, channels / 2, 0L, 0L),
                  Shape.of(sizes[0], channels - channels / 2, sizes[2], sizes[3]),
                  List.of()),
              x);
      case 12 -> graph.apply(new Pad(List.of(0L, 0L, 1L, 2L, 0L, 1L, 1L, 0L), 0.5), x);
      case 13 -> shuffled(x, sizes);
      case 14 -> Build.mul(Build.mul(x, input(channels, 1, 1)), Build.tanh(x));
      default -> Build.apply(new Softmax(1 + random.nextInt(3)), x);
    };
  }

  private Value conv(Value x, long results, int window, long groups) {
    long channels = x.tensor().shape().constants()[1];
    var weight = input(results, channels / groups, window, window);
    int pad = random.nextInt(window);
    var pads =
        random.nextBoolean()
            ? List.of((long) pad, (long) pad, (long) pad, (long) pad)
            : List.of(0L, (long) pad, (long) pad, 1L);
    long stride = 1 + random.nextInt(2);
    return Build.conv(x, weight, new Conv(List.of(stride, stride), pads, List.of(1L, 1L), groups));
  }

  /// Channels of two groups in turn.
  private static Value shuffled(Value x, long[] n) {
    if (n[1] % 2 != 0) {
      return Build.transpose(x, 0, 1, 3, 2);
    }
    var grouped = Build.reshape(x, n[0], 2, n[1] / 2, n[2], n[3]);
    return Build.reshape(Build.transpose(grouped, 0, 2, 1, 3, 4), n);
  }
}
