package org.ashlar.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Transpose;
import org.ashlar.operators.pointwise.Abs;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Div;
import org.ashlar.operators.pointwise.Erf;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.Log;
import org.ashlar.operators.pointwise.Max;
import org.ashlar.operators.pointwise.Min;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Neg;
import org.ashlar.operators.pointwise.Pow;
import org.ashlar.operators.pointwise.Sqrt;
import org.ashlar.operators.pointwise.Sub;
import org.ashlar.operators.pointwise.Tanh;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.ReduceSum;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;

/// A tensor that is said, and computed when its numbers are asked for: an immutable handle on how
/// it comes about. Those of {@link Eager} are computed at once.
///
/// Types are checked as it is said; {@link #compute} traces what it depends on, compiles it and
/// gives the numbers. A handle on a plugin's operator keeps the plugin's class alive for as long as
/// the caller keeps the handle.
public final class Tensor {
  /// How a tensor comes about.
  sealed interface Origin {
    /// Numbers of the caller.
    record Literal(TensorData data) implements Origin {}

    /// A parameter of the program.
    record Named(String name) implements Origin {}

    /// A result of an operator.
    record Call(Operator op, List<Tensor> args, int result) implements Origin {
      public Call {
        args = List.copyOf(args);
      }
    }

    /// Numbers that were computed at once.
    ///
    /// @param by the call that made them; empty for numbers of the caller
    record Computed(Eager on, TensorData data, Optional<Recorded> by, int result)
        implements Origin {}
  }

  /// A call that was computed at once.
  record Recorded(Operator op, List<Tensor> args, List<TensorData> results) {}

  private final Origin origin;
  private final Type type;

  private Tensor(Origin origin, Type type) {
    this.origin = origin;
    this.type = type;
  }

  Origin origin() {
    return origin;
  }

  // ── making tensors ──

  public static Tensor of(TensorData data) {
    return new Tensor(new Origin.Literal(data), data.type());
  }

  /// A vector of `f32`.
  public static Tensor of(float... values) {
    return of(TensorData.of(values, values.length));
  }

  /// A matrix of `f32`; all rows have the length of the first.
  public static Tensor of(float[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    var flat = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "tensor: rows differ in length: row 0 has "
                + columns
                + ", row "
                + i
                + " has "
                + rows[i].length);
      }
      System.arraycopy(rows[i], 0, flat, i * columns, columns);
    }
    return of(TensorData.of(flat, rows.length, columns));
  }

  /// A tensor of one number everywhere.
  public static Tensor fill(DType dtype, double value, long... sizes) {
    return call(new Fill(dtype, value, Shape.of(sizes)), List.of()).getFirst();
  }

  /// A parameter of the program, to be given at each run.
  public static Tensor input(String name, DType dtype, long... sizes) {
    return input(name, TensorType.of(dtype, sizes));
  }

  /// See {@link #input(String, DType, long...)}.
  public static Tensor input(String name, TensorType type) {
    return new Tensor(new Origin.Named(name), type);
  }

  /// Every result of an operator, the library's or a plugin's.
  ///
  /// @throws IllegalArgumentException when the operator refuses the types; names the caller's line
  public static List<Tensor> call(Operator op, List<Tensor> args) {
    List<Type> types;
    var eager = eager(args);
    try {
      types = op.infer(args.stream().map(Tensor::type).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + CallerLine.text());
    }
    if (eager.isPresent()) {
      return eager.get().call(op, args);
    }
    return IntStream.range(0, types.size())
        .mapToObj(i -> new Tensor(new Origin.Call(op, args, i), types.get(i)))
        .toList();
  }

  /// Where a call is computed at once: where an argument was.
  private static Optional<Eager> eager(List<Tensor> args) {
    Optional<Eager> found = Optional.empty();
    for (var arg : args) {
      if (arg.origin instanceof Origin.Computed(var on, _, _, _)) {
        if (found.isPresent() && found.get() != on) {
          throw new IllegalArgumentException(
              "tensor: arguments were computed by two Eager objects" + CallerLine.text());
        }
        found = Optional.of(on);
      }
    }
    return found;
  }

  static Tensor computed(Eager on, TensorData data, Optional<Recorded> by, int result) {
    return new Tensor(new Origin.Computed(on, data, by, result), data.type());
  }

  /// The only result of an operator on this tensor and others.
  public Tensor apply(Operator op, Tensor... others) {
    var args = new ArrayList<Tensor>(List.of(this));
    args.addAll(List.of(others));
    var results = call(op, args);
    if (results.size() != 1) {
      throw new IllegalArgumentException(
          op.name() + ": has " + results.size() + " results: use Tensor.call");
    }
    return results.getFirst();
  }

  // ── what it is ──

  public Type type() {
    return type;
  }

  /// The type of a tensor.
  ///
  /// @throws IllegalArgumentException when this is a sequence, an optional or a map
  public TensorType tensorType() {
    if (type instanceof TensorType t) {
      return t;
    }
    throw new IllegalArgumentException("tensor: a tensor is needed, not " + type);
  }

  /// The size of a dimension that is a known number; negative counts from the last, -1.
  public long size(int dimension) {
    var shape = tensorType().shape();
    return shape.constants()[dimension < 0 ? dimension + shape.rank() : dimension];
  }

  // ── arithmetic; arguments broadcast as in NumPy ──

  public Tensor add(Tensor y) {
    return apply(new Add(), y);
  }

  public Tensor add(double y) {
    return add(like(y));
  }

  public Tensor sub(Tensor y) {
    return apply(new Sub(), y);
  }

  public Tensor sub(double y) {
    return sub(like(y));
  }

  public Tensor mul(Tensor y) {
    return apply(new Mul(), y);
  }

  public Tensor mul(double y) {
    return mul(like(y));
  }

  public Tensor div(Tensor y) {
    return apply(new Div(), y);
  }

  public Tensor div(double y) {
    return div(like(y));
  }

  public Tensor pow(double y) {
    return apply(new Pow(), like(y));
  }

  public Tensor max(Tensor y) {
    return apply(new Max(), y);
  }

  public Tensor min(Tensor y) {
    return apply(new Min(), y);
  }

  public Tensor neg() {
    return apply(new Neg());
  }

  public Tensor abs() {
    return apply(new Abs());
  }

  public Tensor exp() {
    return apply(new Exp());
  }

  public Tensor log() {
    return apply(new Log());
  }

  public Tensor sqrt() {
    return apply(new Sqrt());
  }

  public Tensor erf() {
    return apply(new Erf());
  }

  // ── activations ──

  public Tensor tanh() {
    return apply(new Tanh());
  }

  public Tensor sigmoid() {
    return apply(new Sigmoid());
  }

  public Tensor relu() {
    return apply(new Relu());
  }

  public Tensor gelu() {
    return apply(new Gelu());
  }

  /// Along the last axis.
  public Tensor softmax() {
    return apply(new Softmax(-1));
  }

  // ── products, reductions, movement ──

  public Tensor matmul(Tensor y) {
    return apply(new MatMul(), y);
  }

  /// The sum along axes, which vanish; along all when none is named.
  public Tensor sum(long... axes) {
    return apply(new ReduceSum(axes(axes), false));
  }

  /// The mean along axes, which vanish; along all when none is named.
  public Tensor mean(long... axes) {
    return apply(new ReduceMean(axes(axes), false));
  }

  /// The largest along axes, which vanish; along all when none is named.
  public Tensor largest(long... axes) {
    return apply(new ReduceMax(axes(axes), false));
  }

  public Tensor reshape(long... sizes) {
    return apply(new Reshape(Shape.of(sizes)));
  }

  public Tensor transpose(long... permutation) {
    return apply(new Transpose(LongStream.of(permutation).boxed().toList()));
  }

  public Tensor cast(DType dtype) {
    return apply(new Cast(dtype, false));
  }

  // ── computing ──

  /// The numbers of a tensor that has them: a literal, or one computed at once.
  ///
  /// @throws IllegalStateException when they are not computed yet
  public TensorData data() {
    return switch (origin) {
      case Origin.Literal(var data) -> data;
      case Origin.Computed(_, var data, _, _) -> data;
      case Origin.Named _, Origin.Call _ ->
          throw new IllegalStateException(this + ": not computed yet: compute(ashlar) does");
    };
  }

  /// The numbers of a tensor that depends on no {@link #input}.
  ///
  /// @throws IllegalArgumentException when it depends on one; names it
  public TensorData compute(Ashlar ashlar) {
    if (origin instanceof Origin.Literal || origin instanceof Origin.Computed) {
      return data();
    }
    var trace = Trace.of("tensor", Map.of("y", this));
    trace.requireClosed();
    try (var session = ashlar.session(ProgramText.of("tensor", trace.text()), Map.of())) {
      return session.run(trace.literals()).only();
    }
  }

  /// {@link #compute} as an array, in row-major order.
  public float[] toFloats(Ashlar ashlar) {
    return compute(ashlar).toFloats();
  }

  @Override
  public String toString() {
    return switch (origin) {
      case Origin.Literal(var data) -> data.toString();
      case Origin.Named(var name) -> name + ": " + type;
      case Origin.Call(var op, var _, var _) -> op.name() + ": " + type;
      case Origin.Computed(_, var data, _, _) -> type + " " + Shown.numbers(data);
    };
  }

  private Tensor like(double value) {
    return fill(tensorType().dtype(), value);
  }

  private List<Long> axes(long... axes) {
    return axes.length > 0
        ? LongStream.of(axes).boxed().toList()
        : LongStream.range(0, tensorType().rank()).boxed().toList();
  }
}
