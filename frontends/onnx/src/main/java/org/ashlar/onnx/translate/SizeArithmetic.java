package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.ashlar.ir.Bounds;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Simplify;
import org.ashlar.onnx.translate.Term.Sizes;

/// Element by element: the numbers of sizes, broadcast as any tensors.
final class SizeArithmetic {
  private SizeArithmetic() {}

  static Optional<Sizes> of(Call call, List<Sizes> inputs) {
    var operator = call.operator();
    var first = inputs.getFirst();
    return switch (operator) {
      case "Neg" -> Optional.of(mapped(first, x -> Expr.of(0).minus(x)));
      case "Abs" -> Optional.of(mapped(first, Expr::abs));
      case "Not" -> Optional.of(mapped(first, x -> truth(x.eq(Expr.of(0)))));
      case "Where" -> inputs.size() == 3 ? where(inputs) : Optional.empty();
      case "Min", "Max" -> {
        var all = first;
        for (var next : inputs.subList(1, inputs.size())) {
          var folded =
              broadcast(all, next, operator.equals("Min") ? Expr::min : Expr::max, first.dtype());
          if (folded.isEmpty()) {
            yield Optional.empty();
          }
          all = folded.get();
        }
        yield Optional.of(all);
      }
      default -> inputs.size() == 2 ? binary(call, first, inputs.get(1)) : Optional.empty();
    };
  }

  private static Optional<Sizes> binary(Call call, Sizes x, Sizes y) {
    var dtype = x.dtype();
    if (dtype != y.dtype() || call.flag("broadcast")) {
      return Optional.empty();
    }
    return switch (call.operator()) {
      case "Add" -> broadcast(x, y, Expr::plus, dtype);
      case "Sub" -> broadcast(x, y, Expr::minus, dtype);
      case "Mul" -> broadcast(x, y, Expr::times, dtype);
      case "Div" ->
          isNever(y, 0) ? broadcast(x, y, SizeArithmetic::quotient, dtype) : Optional.empty();
      case "Mod" ->
          isNever(y, 0)
              ? broadcast(
                  x,
                  y,
                  call.flag("fmod") ? (a, b) -> new Expr.Binary(Op2.REM, a, b) : Expr::floorMod,
                  dtype)
              : Optional.empty();
      case "Equal" -> broadcast(x, y, (a, b) -> truth(a.eq(b)), DType.BOOL);
      case "Less" -> broadcast(x, y, (a, b) -> truth(a.lt(b)), DType.BOOL);
      case "Greater" -> broadcast(x, y, (a, b) -> truth(b.lt(a)), DType.BOOL);
      case "LessOrEqual" -> broadcast(x, y, (a, b) -> truth(a.le(b)), DType.BOOL);
      case "GreaterOrEqual" -> broadcast(x, y, (a, b) -> truth(b.le(a)), DType.BOOL);
      case "And" -> broadcast(x, y, Expr::times, DType.BOOL);
      case "Or" -> broadcast(x, y, Expr::max, DType.BOOL);
      default -> Optional.empty();
    };
  }

  /// Truncates, as the format's whole division; floors where that is the same, for sizes simplify
  /// better so.
  private static Expr quotient(Expr x, Expr y) {
    return Sizing.isNatural(x) && Bounds.of(y, Map.of()).min() > 0 ? x.floorDiv(y) : x.over(y);
  }

  private static boolean isNever(Sizes sizes, long number) {
    return sizes.elements().stream()
        .map(e -> Bounds.of(e, Map.of()))
        .allMatch(r -> r.min() > number || r.max() < number);
  }

  /// A truth as 1 or 0, decided where the bounds of sizes decide it.
  static Expr truth(Expr condition) {
    var simple = Simplify.of(condition);
    if (simple instanceof Expr.Const c) {
      return Expr.of(c.bits());
    }
    if (simple instanceof Expr.Binary(var op, var x, var y) && x.dtype() == DType.I64) {
      var a = Bounds.of(x, Map.of());
      var b = Bounds.of(y, Map.of());
      boolean apart = a.max() < b.min() || b.max() < a.min();
      if (op == Op2.EQ && apart) {
        return Expr.of(0);
      }
      if (op == Op2.NE && apart) {
        return Expr.of(1);
      }
      if (op == Op2.LT && (a.max() < b.min() || a.min() >= b.max())) {
        return Expr.of(a.max() < b.min() ? 1 : 0);
      }
      if (op == Op2.LE && (a.max() <= b.min() || a.min() > b.max())) {
        return Expr.of(a.max() <= b.min() ? 1 : 0);
      }
    }
    return new Expr.Select(simple, Expr.of(1), Expr.of(0));
  }

  /// The number as the dtype holds it: 32 bits wrap.
  static Expr wrapped(DType dtype, Expr e) {
    return e instanceof Expr.Const c ? Expr.of(Codec.wrap(dtype, c.bits())) : e;
  }

  private static Sizes mapped(Sizes x, java.util.function.UnaryOperator<Expr> by) {
    return new Sizes(
        x.elements().stream().map(e -> wrapped(x.dtype(), Simplify.of(by.apply(e)))).toList(),
        x.shape(),
        x.dtype());
  }

  private static Optional<Sizes> where(List<Sizes> inputs) {
    var joint =
        shape(inputs.get(0).shape(), inputs.get(1).shape())
            .flatMap(s -> shape(s, inputs.get(2).shape()));
    if (joint.isEmpty()) {
      return Optional.empty();
    }
    var shape = joint.get();
    var elements = new ArrayList<Expr>();
    for (int i = 0; i < count(shape); i++) {
      var condition = at(inputs.get(0), shape, i);
      var then = at(inputs.get(1), shape, i);
      var otherwise = at(inputs.get(2), shape, i);
      elements.add(
          condition instanceof Expr.Const c
              ? c.bits() != 0 ? then : otherwise
              : Simplify.of(condition.ne(Expr.of(0)).select(then, otherwise)));
    }
    return Optional.of(new Sizes(elements, shape, inputs.get(1).dtype()));
  }

  private static Optional<Sizes> broadcast(Sizes x, Sizes y, BinaryOperator<Expr> by, DType dtype) {
    var joint = shape(x.shape(), y.shape());
    if (joint.isEmpty()) {
      return Optional.empty();
    }
    var shape = joint.get();
    var elements = new ArrayList<Expr>();
    for (int i = 0; i < count(shape); i++) {
      elements.add(wrapped(dtype, Simplify.of(by.apply(at(x, shape, i), at(y, shape, i)))));
    }
    return Optional.of(new Sizes(elements, shape, dtype));
  }

  /// Repeated to a shape.
  static Optional<Sizes> expanded(Sizes x, long[] to) {
    var joint = shape(x.shape(), to).filter(s -> count(s) <= Sizing.MOST);
    if (joint.isEmpty()) {
      return Optional.empty();
    }
    var shape = joint.get();
    var elements = new ArrayList<Expr>();
    for (int i = 0; i < count(shape); i++) {
      elements.add(at(x, shape, i));
    }
    return Optional.of(new Sizes(elements, shape, x.dtype()));
  }

  static Optional<Expr> reduced(String operator, List<Expr> elements) {
    return switch (operator) {
      case "ReduceProd" ->
          Optional.of(elements.stream().reduce(Expr.of(1), (a, b) -> Simplify.of(a.times(b))));
      case "ReduceSum" ->
          Optional.of(elements.stream().reduce(Expr.of(0), (a, b) -> Simplify.of(a.plus(b))));
      case "ReduceMax" -> elements.stream().reduce((a, b) -> Simplify.of(a.max(b)));
      case "ReduceMin" -> elements.stream().reduce((a, b) -> Simplify.of(a.min(b)));
      default -> Optional.empty();
    };
  }

  private static Expr at(Sizes x, long[] shape, int place) {
    var own = x.shape();
    long rest = place;
    long at = 0;
    long stride = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      long index = rest % shape[d];
      rest /= shape[d];
      int o = d - (shape.length - own.length);
      if (o >= 0) {
        at += own[o] == 1 ? 0 : index * stride;
        stride *= own[o];
      }
    }
    return x.elements().get((int) at);
  }

  private static long count(long[] shape) {
    long n = 1;
    for (long size : shape) {
      n = Math.multiplyExact(n, size);
    }
    return n;
  }

  /// The shape of both, aligned at the last dimension; empty where they do not fit.
  private static Optional<long[]> shape(long[] x, long[] y) {
    var shape = new long[Math.max(x.length, y.length)];
    for (int d = 1; d <= shape.length; d++) {
      long a = d <= x.length ? x[x.length - d] : 1;
      long b = d <= y.length ? y[y.length - d] : 1;
      if (a != b && a != 1 && b != 1) {
        return Optional.empty();
      }
      shape[shape.length - d] = a == 1 ? b : a;
    }
    return Optional.of(shape);
  }
}
