package org.ashlar.operators.product;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// Where a matrix product reads: the shape rule of {@link MatMul} and its places.
///
/// @param shape of the result
/// @param left the places in the first argument
/// @param right the places in the second
record Sides(Shape shape, List<Index> result, List<Axis> over, List<Expr> left, List<Expr> right) {
  /// Refuses what does not fit.
  static Sides of(Arguments a) {
    a.require(a.rank(0) >= 1 && a.rank(1) >= 1, "takes at least one dimension");
    boolean isRow = a.rank(0) == 1;
    boolean isColumn = a.rank(1) == 1;
    var inner = a.get(0).size(-1);
    a.require(inner.equals(a.get(1).size(isColumn ? -1 : -2)), "inner sizes differ");
    var batch =
        Sizes.broadcast(List.of(leading(a.get(0)), leading(a.get(1))))
            .orElseThrow(() -> a.wrong("leading sizes do not broadcast"));
    var sizes = new ArrayList<>(batch.sizes());
    if (!isRow) {
      sizes.add(a.get(0).size(-2));
    }
    if (!isColumn) {
      sizes.add(a.get(1).size(-1));
    }
    var result = Sizes.indices("i", sizes.size());
    var outer = result.subList(0, batch.rank());
    var k = Axis.of("k", inner);
    var left = new ArrayList<>(Sizes.places(leading(a.get(0)), outer));
    if (!isRow) {
      left.add(result.get(batch.rank()));
    }
    left.add(k.index());
    var right = new ArrayList<>(Sizes.places(leading(a.get(1)), outer));
    right.add(k.index());
    if (!isColumn) {
      right.add(result.getLast());
    }
    return new Sides(new Shape(sizes), result, List.of(k), left, right);
  }

  /// The row of the first argument; 0 where it has one dimension.
  Expr row() {
    return left.size() > 1 ? left.get(left.size() - 2) : Expr.of(0);
  }

  /// The column of the second argument; 0 where it has one dimension.
  Expr column() {
    return right.size() > 1 ? right.getLast() : Expr.of(0);
  }

  private static Shape leading(TensorType type) {
    return new Shape(type.shape().sizes().subList(0, Math.max(0, type.rank() - 2)));
  }
}
