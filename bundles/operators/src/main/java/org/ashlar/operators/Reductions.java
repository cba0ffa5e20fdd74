package org.ashlar.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;

/// Which dimensions a reduction combines.
public final class Reductions {
  private Reductions() {}

  public static Set<Integer> axes(Arguments args, List<Long> axes) {
    int rank = args.rank(0);
    if (axes.isEmpty()) {
      return IntStream.range(0, rank).boxed().collect(Collectors.toSet());
    }
    var positions = axes.stream().map(axis -> args.axis(axis, rank)).collect(Collectors.toSet());
    args.require(positions.size() == axes.size(), "an axis is named twice in " + axes);
    return positions;
  }

  /// The type of the result: the argument's without the dimensions that are combined, or with size
  /// 1 in their place.
  public static TensorType type(Arguments args, List<Long> axes, boolean keepdims, DType dtype) {
    var combined = axes(args, axes);
    var sizes = new ArrayList<Expr>();
    for (int d = 0; d < args.rank(0); d++) {
      if (!combined.contains(d)) {
        sizes.add(args.get(0).size(d));
      } else if (keepdims) {
        sizes.add(Expr.of(1));
      }
    }
    return new TensorType(dtype, new Shape(sizes));
  }

  /// The shape rule of a composed reduction of floats.
  public static List<Type> infer(
      Operator operator, List<Type> args, List<Long> axes, boolean keepdims) {
    var a = Arguments.of(operator, args, 1).floats();
    return List.of(type(a, axes, keepdims, a.dtype(0)));
  }

  /// How many elements each result is made of.
  public static Expr count(Arguments args, List<Long> axes) {
    var dimensions = axes(args, axes).stream().sorted();
    return Sizes.product(dimensions.map(d -> args.get(0).size(d)).toList());
  }
}
