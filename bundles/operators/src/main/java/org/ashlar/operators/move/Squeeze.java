package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Reductions;
import org.ashlar.operators.Sizes;

/// The argument without dimensions of size 1.
///
/// Refused: an axis whose size is not 1. (ONNX operator Squeeze.)
///
/// @param axes negative from the last; empty for every dimension of size 1
public record Squeeze(List<Long> axes) implements ReshapeOperator {
  public Squeeze {
    axes = List.copyOf(axes);
  }

  public Squeeze() {
    this(List.of());
  }

  @Override
  public Shape shape(Arguments a) {
    var dropped = Reductions.axes(a, axes);
    var sizes = new ArrayList<Expr>();
    for (int d = 0; d < a.rank(0); d++) {
      var size = a.get(0).size(d);
      boolean drop = dropped.contains(d) && Sizes.is(size, 1);
      a.require(
          drop || axes.isEmpty() || !dropped.contains(d), "dimension " + d + " is not of size 1");
      if (!drop) {
        sizes.add(size);
      }
    }
    return new Shape(sizes);
  }
}
