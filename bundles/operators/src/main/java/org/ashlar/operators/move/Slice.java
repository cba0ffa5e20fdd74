package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// A part of each dimension: the places `start + i · step` for `i < size`.
///
/// @param starts one a dimension
/// @param shape the sizes of the result
/// @param steps one a dimension, also negative; empty for 1 everywhere
public record Slice(List<Long> starts, Shape shape, List<Long> steps) implements Operator {
  public Slice {
    starts = List.copyOf(starts);
    steps = List.copyOf(steps);
  }

  public Slice() {
    this(List.of(), Shape.of(), List.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    int rank = a.rank(0);
    a.require(starts.size() == rank && shape.rank() == rank, "needs " + rank + " starts and sizes")
        .require(steps.isEmpty() || steps.size() == rank, "needs no steps or " + rank);
    for (int d = 0; d < rank; d++) {
      boolean inside = isInside(starts.get(d), shape.size(d), step(d), a.get(0).size(d));
      a.require(
          inside,
          "places "
              + starts.get(d)
              + " + "
              + step(d)
              + " * i, i < "
              + Text.of(shape.size(d))
              + " leave dimension "
              + d);
    }
    return List.of(new TensorType(a.dtype(0), shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = Sizes.indices("i", shape.rank());
    var at = new ArrayList<Expr>();
    for (int d = 0; d < shape.rank(); d++) {
      at.add(Sizes.add(Sizes.multiply(result.get(d), step(d)), starts.get(d)));
    }
    return Meaning.Indexed.of(result, a.read(0, at));
  }

  /// The distance of two neighbours along a dimension.
  public long step(int dimension) {
    return steps.isEmpty() ? 1 : steps.get(dimension);
  }

  private static boolean isInside(long start, Expr size, long step, Expr of) {
    if (!(size instanceof Expr.Const count) || !(of instanceof Expr.Const all)) {
      return start >= 0;
    }
    long last = start + step * (count.bits() - 1);
    return count.bits() == 0 || Math.min(start, last) >= 0 && Math.max(start, last) < all.bits();
  }
}
