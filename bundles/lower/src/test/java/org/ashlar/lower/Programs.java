package org.ashlar.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Silu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.reduce.CumSum;

/// Random functions of small tensors.
final class Programs {
  private final Random random;
  private final Graph graph = new Graph();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();

  private Programs(Random random) {
    this.random = random;
  }

  static Function of(Random random, int operators) {
    var programs = new Programs(random);
    programs.input(2, 3, 4);
    programs.input(3, 4);
    programs.input(4);
    programs.input(2, 2, 4, 4);
    for (int i = 0; i < operators; i++) {
      programs.step();
    }
    var outputs = new ArrayList<Value>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      outputs.add(
          programs.values.get(programs.values.size() - 1 - random.nextInt(Math.min(4, operators))));
    }
    return Function.of("random", programs.inputs, outputs);
  }

  private void input(long... sizes) {
    var input = graph.input("x" + inputs.size(), TensorType.of(DType.F32, sizes));
    inputs.add(input);
    values.add(input);
  }

  private Value any() {
    // mostly recent ones, so that chains grow
    int n = values.size();
    return values.get(
        random.nextBoolean() ? random.nextInt(n) : n - 1 - random.nextInt(Math.min(3, n)));
  }

  private void step() {
    var x = any();
    try {
      var y = next(x);
      if (y.tensor().shape().elements() <= 600) {
        values.add(y);
      }
    } catch (IllegalArgumentException _) {
      // the operator does not take this argument
    }
  }

  private Value next(Value x) {
    int rank = x.tensor().rank();
    if (rank == 0) {
      return random.nextBoolean() ? Build.apply(new Gelu(), x) : Build.mul(x, any());
    }
    var sizes = x.tensor().shape().constants();
    int axis = random.nextInt(rank);
    return switch (random.nextInt(24)) {
      case 0 -> Build.apply(new Relu(), x);
      case 1 -> Build.apply(new Gelu(), x);
      case 2 -> Build.tanh(x);
      case 3 -> Build.apply(new Silu(), x);
      case 4 -> Build.add(x, any());
      case 5 -> Build.mul(Build.tanh(x), any());
      case 6 -> Build.sub(x, any());
      case 7 -> Build.matmul(x, any());
      case 8 -> Build.transpose(x, permutation(rank));
      case 9 -> Build.reshape(x, x.tensor().shape().elements());
      case 10 -> Build.reshape(x, regrouped(sizes));
      case 11 -> Build.sum(x, axis);
      case 12 -> Build.reduceMax(x, axis);
      case 13 -> Build.apply(new Softmax(axis), x);
      case 14 -> graph.apply(new Slice(starts(sizes), new Shape(halved(x)), List.of()), x);
      case 15 ->
          graph.apply(
              new Pad(
                  LongStream.range(0, 2L * rank).map(i -> i % 3 == 0 ? 1 : 0).boxed().toList(),
                  0.5),
              x);
      case 16 -> Build.concat(axis, List.of(x, Build.neg(x)));
      case 17 -> graph.apply(new CumSum(axis, random.nextBoolean(), random.nextBoolean()), x);
      case 18 -> Build.where(Build.less(x, any()), x, any());
      case 19 ->
          Build.conv(rank == 4 && sizes[1] == 2 ? x : values.get(3), values.get(3), convolution());
      case 20 ->
          random.nextBoolean()
              ? graph.apply(new MaxPool(), x)
              : graph.apply(
                  new AveragePool(List.of(3L, 3L), List.of(1L, 1L), List.of(1L, 1L, 1L, 1L), false),
                  x);
      case 21 ->
          Build.gather(
              x, Build.cast(Build.clamp(values.get(2), 0, sizes[axis] - 1), DType.I64), axis);
      case 22 -> Build.mean(x, axis);
      default -> graph.apply(new Broadcast(broadcast(x)), x);
    };
  }

  /// Over windows of 4 × 4, with and without a rim.
  private Conv convolution() {
    return new Conv(
        List.of(1L + random.nextInt(2), 1L + random.nextInt(2)),
        random.ints(4, 0, 4).asLongStream().boxed().toList(),
        List.of(1L, 1L + random.nextInt(2)),
        1);
  }

  private long[] permutation(int rank) {
    var order = new ArrayList<>(LongStream.range(0, rank).boxed().toList());
    java.util.Collections.shuffle(order, random);
    return order.stream().mapToLong(Long::longValue).toArray();
  }

  private static long[] regrouped(long[] sizes) {
    if (sizes.length < 2) {
      return sizes;
    }
    var fewer = new long[sizes.length - 1];
    fewer[0] = sizes[0] * sizes[1];
    System.arraycopy(sizes, 2, fewer, 1, sizes.length - 2);
    return fewer;
  }

  private static List<Long> starts(long[] sizes) {
    return LongStream.of(sizes).map(n -> n / 3).boxed().toList();
  }

  private static List<org.ashlar.ir.Expr> halved(Value x) {
    return Shape.of(LongStream.of(x.tensor().shape().constants()).map(n -> n - n / 2).toArray())
        .sizes();
  }

  private static Shape broadcast(Value x) {
    var sizes = x.tensor().shape().constants();
    var more = new long[sizes.length + 1];
    more[0] = 2;
    System.arraycopy(sizes, 0, more, 1, sizes.length);
    return Shape.of(more);
  }
}
