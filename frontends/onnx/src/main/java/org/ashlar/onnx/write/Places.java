package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.Source;
import org.ashlar.ir.TensorType;

/// Reads of a meaning's arguments at any place. A rearrangement of dimensions is written as one;
/// every other place as the number of the element in the flattened argument.
final class Places implements Reads {
  private final List<String> names;
  private final List<TensorType> types;

  Places(List<String> names, List<TensorType> types) {
    this.names = names;
    this.types = types;
  }

  @Override
  public String write(Source of, List<Expr> at, Expressions around) {
    if (!(of instanceof Operand(int position, _))) {
      throw new IllegalArgumentException("onnx: a meaning reads " + of.name());
    }
    var name = names.get(position);
    var type = types.get(position);
    if (type.rank() == 0) {
      return name;
    }
    var places = at.stream().map(Simplify::of).toList();
    return view(type, places, around.space())
        .map(order -> rearranged(name, order, around))
        .orElseGet(() -> gathered(name, type, places, around));
  }

  /// Which position each dimension stands at, -1 for one of size 1; empty where places are not
  /// indices that run through all of their dimensions.
  static Optional<List<Integer>> view(TensorType type, List<Expr> at, Space space) {
    var order = new ArrayList<Integer>();
    for (int d = 0; d < at.size(); d++) {
      var position = space.position(at.get(d));
      if (position.isPresent()) {
        var extent = Simplify.of(space.axes().get(position.get()).extent());
        if (!extent.equals(Simplify.of(type.size(d))) || order.contains(position.get())) {
          return Optional.empty();
        }
        order.add(position.get());
      } else if (at.get(d).equals(Expr.of(0)) && type.size(d).equals(Expr.of(1))) {
        order.add(-1);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(order);
  }

  private static String rearranged(String name, List<Integer> order, Expressions around) {
    var draft = around.draft();
    var value = name;
    var gone = IntStream.range(0, order.size()).filter(d -> order.get(d) == -1).mapToLong(d -> d);
    var single = gone.boxed().toList();
    if (!single.isEmpty()) {
      value = draft.node("Squeeze", List.of(value, draft.wholes(single)));
    }
    var left = order.stream().filter(p -> p != -1).toList();
    var sorted = left.stream().sorted().toList();
    if (!left.equals(sorted)) {
      var permutation = sorted.stream().map(p -> (long) left.indexOf(p)).toList();
      value = draft.node("Transpose", List.of(value), Attribute.of("perm", permutation));
    }
    // leading dimensions of size 1 need not be said
    if (sorted.isEmpty()) {
      return value;
    }
    var more =
        IntStream.range(sorted.getFirst(), around.space().rank())
            .filter(p -> !sorted.contains(p))
            .mapToLong(p -> p - sorted.getFirst())
            .boxed()
            .toList();
    return more.isEmpty() ? value : draft.node("Unsqueeze", List.of(value, draft.wholes(more)));
  }

  private static String gathered(String name, TensorType type, List<Expr> at, Expressions around) {
    var draft = around.draft();
    var extents = new Extents(draft);
    var clamped = new ArrayList<Expr>();
    Expr linear = Expr.of(0);
    boolean plain = true;
    for (int d = 0; d < at.size(); d++) {
      var place = clamp(at.get(d), type.size(d), around.space());
      clamped.add(place);
      plain &= type.size(d) instanceof Expr.Const;
      linear = linear.times(type.size(d)).plus(place);
    }
    var flat = type.rank() == 1 ? name : draft.node("Reshape", List.of(name, draft.wholes(-1)));
    var number = plain ? around.write(Simplify.of(linear)) : summed(type, clamped, around, extents);
    return draft.node("Gather", List.of(flat, number), Attribute.of("axis", 0));
  }

  private static String summed(
      TensorType type, List<Expr> at, Expressions around, Extents extents) {
    var scalars = around.scalars();
    var linear = around.write(at.getFirst());
    for (int d = 1; d < at.size(); d++) {
      var scaled = scalars.apply(Op2.MUL, DType.I64, linear, extents.scalar(type.size(d)));
      linear = scalars.apply(Op2.ADD, DType.I64, scaled, around.write(at.get(d)));
    }
    return linear;
  }

  /// A place in range: of what a choice does not take, any element may be read.
  private static Expr clamp(Expr place, Expr size, Space space) {
    var range = space.range(place);
    var low = range.min() >= 0 ? place : place.max(Expr.of(0));
    boolean fits = size instanceof Expr.Const(_, long n) && range.max() < n;
    boolean runs =
        space.position(place).map(p -> space.axes().get(p).extent().equals(size)).orElse(false);
    return fits || runs ? low : low.min(Simplify.of(size.minus(Expr.of(1))));
  }
}
