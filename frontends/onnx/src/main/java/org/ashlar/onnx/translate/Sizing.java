package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.ashlar.ir.Bounds;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.onnx.translate.Term.Sizes;

/// Arithmetic on small whole tensors while the program is made: shapes, and what is computed from
/// them and from constants alone. It never reaches a device.
///
/// Where a node has another argument, or something that this arithmetic cannot say, its translation
/// makes a program of it as of any other.
final class Sizing {
  /// The most elements of a tensor that is kept as expressions.
  static final int MOST = 256;

  /// Before this version Cast names its type in words.
  private static final int CAST_BY_NUMBER = 6;

  private final Call call;
  private final List<Sizes> inputs;

  private Sizing(Call call, List<Sizes> inputs) {
    this.call = call;
    this.inputs = inputs;
  }

  /// The outputs, where a node computes sizes from sizes.
  static Optional<List<Term>> of(Call call) {
    if (call.operator().equals("ConstantOfShape")) {
      return filled(call).map(List::of);
    }
    if (!isKnown(call.operator())) {
      return Optional.empty();
    }
    var inputs = new ArrayList<Sizes>();
    for (int i = 0; i < call.inputs(); i++) {
      if (!call.has(i)) {
        return Optional.empty();
      }
      var sizes = sizes(call.term(i));
      if (sizes.isEmpty()) {
        return Optional.empty();
      }
      inputs.add(sizes.get());
    }
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    try {
      return new Sizing(call, inputs).outputs().filter(Sizing::isSmall);
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      // what is wrong here, the translation says in words
      return Optional.empty();
    }
  }

  private static boolean isKnown(String operator) {
    return switch (operator) {
      case "Gather",
          "Slice",
          "Concat",
          "Squeeze",
          "Unsqueeze",
          "Reshape",
          "Flatten",
          "Transpose",
          "Cast",
          "Identity",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Mod",
          "Min",
          "Max",
          "Neg",
          "Abs",
          "Equal",
          "Less",
          "Greater",
          "LessOrEqual",
          "GreaterOrEqual",
          "Not",
          "And",
          "Or",
          "Where",
          "ReduceProd",
          "ReduceSum",
          "ReduceMax",
          "ReduceMin",
          "Range",
          "Expand",
          "Split" ->
          true;
      default -> false;
    };
  }

  private static boolean isSmall(List<Term> outputs) {
    return outputs.stream().allMatch(t -> t instanceof Sizes s && s.elements().size() <= MOST);
  }

  /// A term as sizes, where it is small, whole and known.
  static Optional<Sizes> sizes(Term term) {
    return switch (term) {
      case Sizes sizes -> Optional.of(sizes);
      case Term.Known(var data, _) when data.elements() <= MOST && isWhole(data.dtype()) ->
          Optional.of(of(data));
      default -> Optional.empty();
    };
  }

  private static boolean isWhole(DType dtype) {
    return dtype == DType.I64 || dtype == DType.I32 || dtype == DType.BOOL;
  }

  private static Sizes of(TensorData data) {
    var elements = new ArrayList<Expr>();
    for (long i = 0; i < data.elements(); i++) {
      elements.add(Expr.of(data.bits(i)));
    }
    return new Sizes(elements, data.sizes(), data.dtype());
  }

  private Sizes input(int i) {
    return inputs.get(i);
  }

  private Optional<List<Term>> outputs() {
    return switch (call.operator()) {
      case "Gather" -> one(gathered());
      case "Slice" -> inputs.size() >= 3 ? one(sliced()) : Optional.empty();
      case "Concat" -> one(joined());
      case "Squeeze", "Unsqueeze", "Reshape", "Flatten" -> one(SizeShapes.shaped(call, inputs));
      case "Transpose" -> one(SizeShapes.transposed(call, input(0)));
      case "Identity" -> one(Optional.of(input(0)));
      case "Cast" -> one(cast());
      case "Expand" ->
          numbers(1)
              .flatMap(to -> SizeArithmetic.expanded(input(0), to))
              .map(s -> List.<Term>of(s));
      case "Range" -> one(range());
      case "Split" -> SizeShapes.split(call, inputs);
      case "ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin" -> one(reduced());
      default -> one(SizeArithmetic.of(call, inputs));
    };
  }

  private static Optional<List<Term>> one(Optional<Sizes> sizes) {
    return sizes.map(s -> List.of((Term) s));
  }

  /// The numbers of an input, where all are known.
  private Optional<long[]> numbers(int i) {
    return numbers(input(i));
  }

  static Optional<long[]> numbers(Sizes sizes) {
    return sizes.isConstant()
        ? Optional.of(sizes.elements().stream().mapToLong(e -> ((Expr.Const) e).bits()).toArray())
        : Optional.empty();
  }

  /// Places along the only axis.
  private Optional<Sizes> gathered() {
    var data = input(0);
    if (data.shape().length != 1) {
      return Optional.empty();
    }
    return numbers(1)
        .map(places -> {
          int size = data.elements().size();
          return new Sizes(
              LongStream.of(places)
                  .mapToObj(p -> data.elements().get(Math.toIntExact(p < 0 ? p + size : p)))
                  .toList(),
              input(1).shape(),
              data.dtype());
        });
  }

  /// A part along one axis.
  private Optional<Sizes> sliced() {
    var data = input(0);
    var starts = numbers(1);
    var ends = numbers(2);
    var axes = inputs.size() > 3 ? numbers(3) : Optional.of(new long[] {0});
    var steps = inputs.size() > 4 ? numbers(4) : Optional.of(new long[] {1});
    var sizes = data.shape();
    if (sizes.length == 0
        || axes.isEmpty()
        || starts.isEmpty()
        || ends.isEmpty()
        || steps.isEmpty()
        || starts.get().length != 1
        || steps.get()[0] == 0) {
      return Optional.empty();
    }
    int axis = (int) (axes.get()[0] < 0 ? axes.get()[0] + sizes.length : axes.get()[0]);
    long size = sizes[axis];
    long step = steps.get()[0];
    long start = clamped(starts.get()[0], size, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
    long end = clamped(ends.get()[0], size, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
    start = Math.max(start, 0);
    var places = new ArrayList<Long>();
    for (long i = start; step > 0 ? i < end : i > end; i += step) {
      places.add(i);
    }
    return Optional.of(SizeShapes.along(data, axis, longs(places)));
  }

  private static long clamped(long place, long size, long least, long most) {
    return Math.clamp(place < 0 ? place + size : place, least, most);
  }

  private Optional<Sizes> joined() {
    var elements = new ArrayList<Expr>();
    for (var input : inputs) {
      if (input.shape().length != 1 || input.dtype() != input(0).dtype()) {
        return Optional.empty();
      }
      elements.addAll(input.elements());
    }
    return Optional.of(new Sizes(elements, new long[] {elements.size()}, input(0).dtype()));
  }

  private Optional<Sizes> cast() {
    if (call.version() < CAST_BY_NUMBER) {
      return Optional.empty();
    }
    var to = call.dtype("to", DType.I64);
    if (!isWhole(to) && !(to.isInteger() && input(0).isConstant())) {
      return Optional.empty();
    }
    if (to == DType.BOOL && input(0).dtype() != DType.BOOL) {
      return Optional.of(
          new Sizes(
              input(0).elements().stream()
                  .map(e -> SizeArithmetic.truth(e.ne(Expr.of(0))))
                  .toList(),
              input(0).shape(),
              to));
    }
    return Optional.of(
        new Sizes(
            input(0).elements().stream().map(e -> SizeArithmetic.wrapped(to, e)).toList(),
            input(0).shape(),
            to));
  }

  private Optional<Sizes> range() {
    var start = numbers(0);
    var limit = numbers(1);
    var delta = numbers(2);
    if (start.isEmpty() || limit.isEmpty() || delta.isEmpty() || delta.get()[0] == 0) {
      return Optional.empty();
    }
    var elements = new ArrayList<Expr>();
    long step = delta.get()[0];
    for (long i = start.get()[0];
        (step > 0 ? i < limit.get()[0] : i > limit.get()[0]) && elements.size() <= MOST;
        i += step) {
      elements.add(Expr.of(i));
    }
    return Optional.of(new Sizes(elements, new long[] {elements.size()}, input(0).dtype()));
  }

  /// All elements of a vector.
  private Optional<Sizes> reduced() {
    var axes = inputs.size() > 1 ? numbers(1) : Optional.of(longs(call.wholes("axes")));
    if (input(0).shape().length != 1
        || axes.isEmpty()
        || axes.get().length == 0 && call.flag("noop_with_empty_axes")) {
      return Optional.empty();
    }
    boolean keep = call.whole("keepdims", 1) != 0;
    return SizeArithmetic.reduced(call.operator(), input(0).elements())
        .map(e ->
            new Sizes(
                List.of(SizeArithmetic.wrapped(input(0).dtype(), e)),
                keep ? new long[] {1} : new long[0],
                input(0).dtype()));
  }

  static long[] longs(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /// A small tensor of one whole number.
  private static Optional<Term> filled(Call call) {
    if (!call.hasAttribute("value") || !call.has(0)) {
      return Optional.empty();
    }
    var value = call.tensor("value");
    var shape = sizes(call.term(0)).flatMap(Sizing::numbers);
    if (!isWhole(value.dtype()) || shape.isEmpty() || value.elements() != 1) {
      return Optional.empty();
    }
    long count = 1;
    for (long size : shape.get()) {
      if (size < 0 || size > MOST) {
        return Optional.empty();
      }
      count = Math.min(MOST + 1L, count * size);
    }
    return count > MOST
        ? Optional.empty()
        : Optional.of(
            new Sizes(
                java.util.Collections.nCopies((int) count, Expr.of(value.bits(0))),
                shape.get(),
                value.dtype()));
  }

  /// The sizes of a tensor, as `Shape` gives them.
  static Sizes shape(TensorType type, int start, int end) {
    return Sizes.of(type.shape().sizes().subList(start, Math.max(start, end)));
  }

  /// Whether a size is certainly not negative.
  static boolean isNatural(Expr e) {
    return Bounds.of(e, java.util.Map.of()).min() >= 0;
  }
}
