package org.ashlar.operators.build;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.create.Constants;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.gather.Gather;
import org.ashlar.operators.gather.OneHot;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Transpose;
import org.ashlar.operators.pointwise.Abs;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Clamp;
import org.ashlar.operators.pointwise.Div;
import org.ashlar.operators.pointwise.Equal;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.Greater;
import org.ashlar.operators.pointwise.Less;
import org.ashlar.operators.pointwise.Log;
import org.ashlar.operators.pointwise.Max;
import org.ashlar.operators.pointwise.Min;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Neg;
import org.ashlar.operators.pointwise.Not;
import org.ashlar.operators.pointwise.Pow;
import org.ashlar.operators.pointwise.Sqrt;
import org.ashlar.operators.pointwise.StopGradient;
import org.ashlar.operators.pointwise.Sub;
import org.ashlar.operators.pointwise.Tanh;
import org.ashlar.operators.pointwise.Where;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.reduce.ArgMax;
import org.ashlar.operators.reduce.CumSum;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.ReduceMin;
import org.ashlar.operators.reduce.ReduceSum;

/// The operators as functions on values: the vocabulary of gradients, rules and composed operators.
public final class Build {
  private Build() {}

  /// The operator applied to values of the first one's graph.
  public static Value apply(Operator op, Value first, Value... more) {
    var args = new ArrayList<Value>(List.of(first));
    args.addAll(Arrays.asList(more));
    return first.graph().apply(op, args);
  }

  // ── constants ──

  /// A scalar of the dtype of `like`, which broadcasts to any shape.
  public static Value scalar(Value like, double value) {
    return like.graph().apply(new Fill(like.tensor().dtype(), value, Shape.of()));
  }

  public static Value fill(Graph graph, TensorType type, double value) {
    return Constants.fill(graph, type, value);
  }

  /// Zeros of the type of `like`.
  public static Value zeros(Value like) {
    return fill(like.graph(), like.tensor(), 0);
  }

  /// A size as a scalar of a dtype, also where it is known at launch only.
  public static Value size(Graph graph, DType dtype, Expr size) {
    return Constants.size(graph, dtype, size);
  }

  // ── elements ──

  public static Value add(Value a, Value b) {
    return apply(new Add(), a, b);
  }

  public static Value add(Value a, double b) {
    return add(a, scalar(a, b));
  }

  public static Value sub(Value a, Value b) {
    return apply(new Sub(), a, b);
  }

  public static Value sub(Value a, double b) {
    return sub(a, scalar(a, b));
  }

  public static Value sub(double a, Value b) {
    return sub(scalar(b, a), b);
  }

  public static Value mul(Value a, Value b) {
    return apply(new Mul(), a, b);
  }

  public static Value mul(Value a, double b) {
    return mul(a, scalar(a, b));
  }

  public static Value div(Value a, Value b) {
    return apply(new Div(), a, b);
  }

  public static Value div(Value a, double b) {
    return div(a, scalar(a, b));
  }

  public static Value pow(Value a, Value b) {
    return apply(new Pow(), a, b);
  }

  public static Value pow(Value a, double b) {
    return pow(a, scalar(a, b));
  }

  public static Value min(Value a, Value b) {
    return apply(new Min(), a, b);
  }

  public static Value max(Value a, Value b) {
    return apply(new Max(), a, b);
  }

  public static Value neg(Value a) {
    return apply(new Neg(), a);
  }

  public static Value abs(Value a) {
    return apply(new Abs(), a);
  }

  public static Value exp(Value a) {
    return apply(new Exp(), a);
  }

  public static Value log(Value a) {
    return apply(new Log(), a);
  }

  public static Value sqrt(Value a) {
    return apply(new Sqrt(), a);
  }

  public static Value tanh(Value a) {
    return apply(new Tanh(), a);
  }

  public static Value equal(Value a, Value b) {
    return apply(new Equal(), a, b);
  }

  public static Value less(Value a, Value b) {
    return apply(new Less(), a, b);
  }

  /// The second where the condition is true, else the third.
  public static Value where(Value condition, Value then, Value otherwise) {
    return apply(new Where(), condition, then, otherwise);
  }

  public static Value cast(Value a, DType to) {
    return a.tensor().dtype() == to ? a : apply(new Cast(to), a);
  }

  /// Whether the first is the greater one.
  public static Value greater(Value a, Value b) {
    return apply(new Greater(), a, b);
  }

  public static Value not(Value a) {
    return apply(new Not(), a);
  }

  public static Value clamp(Value a, double low, double high) {
    return apply(new Clamp(low, high), a);
  }

  public static Value stopGradient(Value a) {
    return apply(new StopGradient(), a);
  }

  // ── products ──

  public static Value matmul(Value a, Value b) {
    return apply(new MatMul(), a, b);
  }

  public static Value conv(Value x, Value weight, Conv attributes) {
    return apply(attributes, x, weight);
  }

  // ── reductions ──

  /// The sum along axes (negative from the last; none for all), which go.
  public static Value sum(Value a, long... axes) {
    return apply(new ReduceSum(list(axes), false), a);
  }

  /// The mean along axes (negative from the last; none for all), which go.
  public static Value mean(Value a, long... axes) {
    return apply(new ReduceMean(list(axes), false), a);
  }

  /// The largest along axes (negative from the last; none for all), which go.
  public static Value reduceMax(Value a, long... axes) {
    return apply(new ReduceMax(list(axes), false), a);
  }

  /// The smallest along axes (negative from the last; none for all), which go.
  public static Value reduceMin(Value a, long... axes) {
    return apply(new ReduceMin(list(axes), false), a);
  }

  public static Value cumsum(Value a, long axis) {
    return apply(new CumSum(axis, false, false), a);
  }

  public static Value argmax(Value a, long axis) {
    return apply(new ArgMax(axis, false), a);
  }

  // ── movement ──

  /// The dimensions in another order; without one, reversed.
  public static Value transpose(Value a, long... permutation) {
    return apply(new Transpose(list(permutation)), a);
  }

  /// The same elements under another shape; the value itself where it has it.
  public static Value reshape(Value a, Shape shape) {
    return a.tensor().shape().equals(shape) ? a : apply(new Reshape(shape), a);
  }

  /// The same elements under other sizes, one of which may be -1: whatever is left.
  ///
  /// @throws IllegalArgumentException when two are -1, or what is left is no whole number
  public static Value reshape(Value a, long... sizes) {
    Expr known = Expr.of(1);
    for (long size : sizes) {
      known = size == -1 ? known : Sizes.multiply(known, size);
    }
    var open = LongStream.of(sizes).filter(size -> size == -1).count();
    if (open > 1 || open == 1 && Sizes.is(known, 0)) {
      throw new IllegalArgumentException(
          "reshape: only one size may be -1, and no other 0: "
              + Arrays.toString(sizes)
              + ", a is "
              + a.type());
    }
    var rest = Sizes.floorDiv(Sizes.product(a.tensor().shape().sizes()), known);
    return reshape(
        a, new Shape(LongStream.of(sizes).mapToObj(n -> n == -1 ? rest : Expr.of(n)).toList()));
  }

  /// A dimension of size 1 more, before this one.
  public static Value unsqueeze(Value a, int dimension) {
    var sizes = new ArrayList<>(a.tensor().shape().sizes());
    sizes.add(dimension, Expr.of(1));
    return reshape(a, new Shape(sizes));
  }

  /// One number a channel, shaped to meet a tensor of this rank whose dimension 1 are the channels.
  public static Value channels(Value a, int rank) {
    var sizes = new ArrayList<Expr>(List.of(a.tensor().size(0)));
    for (int d = 2; d < rank; d++) {
      sizes.add(Expr.of(1));
    }
    return reshape(a, new Shape(sizes));
  }

  /// One number for each place of dimension 0, shaped to meet a tensor of this rank.
  public static Value firsts(Value a, int rank) {
    var sizes = new ArrayList<Expr>(List.of(a.tensor().size(0)));
    for (int d = 1; d < rank; d++) {
      sizes.add(Expr.of(1));
    }
    return reshape(a, new Shape(sizes));
  }

  /// The value repeated to a shape; itself where it has it.
  public static Value broadcast(Value a, Shape shape) {
    return a.tensor().shape().equals(shape) ? a : apply(new Broadcast(shape), a);
  }

  public static Value concat(long axis, List<Value> parts) {
    return parts.getFirst().graph().apply(new Concat(axis), parts);
  }

  public static Value oneHot(Value labels, long size, DType dtype) {
    return apply(new OneHot(size, dtype), labels);
  }

  public static Value gather(Value table, Value places, long axis) {
    return apply(new Gather(axis), table, places);
  }

  private static List<Long> list(long... numbers) {
    return LongStream.of(numbers).boxed().toList();
  }
}
