package org.ashlar.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.ConvInteger;
import org.ashlar.operators.product.Gemm;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.product.MatMulInteger;

/// Products of 8-bit integers in the place of products with a weight.
///
/// Weights are symmetric, with a scale for each column or channel of the result. What they meet is
/// measured in every run: a row of a matrix has a scale of its own, and so has each place of what a
/// convolution with a window of one place takes; other convolutions have one scale for all. The
/// sums are exact.
final class Quantised {
  /// Of less, finding the scales would cost more than the products.
  private static final long LEAST_DEPTH = 16;

  private static final long LEAST_COLUMNS = 8;

  private Quantised() {}

  static Optional<Value> product(Operator op, List<Value> args) {
    return switch (op) {
      case MatMul _ -> matrix(args.get(0), args.get(1));
      case Gemm g -> gemm(g, args);
      case Conv c -> convolution(c, args);
      default -> Optional.empty();
    };
  }

  private static Optional<Value> matrix(Value x, Value weight) {
    int rank = weight.tensor().rank();
    if (rank != 2 || x.tensor().rank() < 2 || !isWorth(weight, 0, 1)) {
      return Optional.empty();
    }
    var rows = Bytes.of(x, List.of(-1L));
    var columns = Bytes.of(weight, List.of(0L));
    var sums = Build.apply(new MatMulInteger(), rows.numbers(), columns.numbers());
    return Optional.of(
        Build.mul(Build.mul(Build.cast(sums, DType.F32), rows.scale()), columns.scale()));
  }

  private static Optional<Value> gemm(Gemm g, List<Value> args) {
    var x = g.transposeA() ? Build.transpose(args.get(0), 1, 0) : args.get(0);
    var weight = g.transposeB() ? Build.transpose(args.get(1), 1, 0) : args.get(1);
    return matrix(x, weight)
        .map(y -> times(y, g.alpha()))
        .map(y -> args.size() == 2 ? y : Build.add(y, times(args.get(2), g.beta())));
  }

  private static Value times(Value x, double factor) {
    return factor == 1 ? x : Build.mul(x, factor);
  }

  private static Optional<Value> convolution(Conv c, List<Value> args) {
    var weight = args.get(1);
    var type = weight.tensor();
    var others = type.shape().sizes().subList(1, type.rank());
    boolean isWorth =
        Sizes.known(type.size(1)).filter(n -> c.groups() == 1 || n >= LEAST_COLUMNS).isPresent()
            && fits(Sizes.known(Sizes.product(others)))
            && Sizes.known(type.size(0)).filter(n -> n >= LEAST_COLUMNS).isPresent();
    if (!isWorth) {
      return Optional.empty();
    }
    var op = new ConvInteger(c.strides(), c.pads(), c.dilations(), c.groups(), c.padding());
    var x = Bytes.of(args.get(0), isOfPixels(c, type) ? List.of(1L) : all(0, type.rank()));
    var channels = Bytes.of(weight, all(1, type.rank()));
    var sums = Build.cast(Build.apply(op, x.numbers(), channels.numbers()), DType.F32);
    var scale = Build.channels(Build.reshape(channels.scale(), -1), type.rank());
    var real = Build.mul(Build.mul(sums, x.scale()), scale);
    return Optional.of(
        args.size() == 2 ? real : Build.add(real, Build.channels(args.get(2), type.rank())));
  }

  /// Whether each place of the result sees one place of the argument, the same.
  private static boolean isOfPixels(Conv c, TensorType weight) {
    var window = weight.shape().sizes().subList(2, weight.rank());
    return c.groups() == 1
        && c.strides().stream().allMatch(n -> n == 1)
        && c.pads().stream().allMatch(n -> n == 0)
        && window.stream().allMatch(size -> Sizes.is(size, 1));
  }

  private static List<Long> all(int from, int to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static boolean isWorth(Value weight, int depth, int columns) {
    var type = weight.tensor();
    return fits(Sizes.known(type.size(depth)))
        && Sizes.known(type.size(columns)).filter(n -> n >= LEAST_COLUMNS).isPresent();
  }

  /// Whether sums of so many terms are worth it and surely fit 32 bits.
  private static boolean fits(Optional<Long> terms) {
    return terms.filter(n -> n >= LEAST_DEPTH && n <= MultiplyIntegers.MOST).isPresent();
  }
}
