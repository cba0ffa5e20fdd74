package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.operators.Arguments;

/// The argument with further dimensions of size 1. (ONNX operator Unsqueeze.)
///
/// @param axes where they stand in the result, negative from its last dimension
public record Unsqueeze(List<Long> axes) implements ReshapeOperator {
  public Unsqueeze {
    axes = List.copyOf(axes);
  }

  public Unsqueeze() {
    this(List.of(0L));
  }

  @Override
  public Shape shape(Arguments a) {
    int rank = a.rank(0) + axes.size();
    var added = new TreeSet<Integer>();
    axes.forEach(axis -> added.add(a.axis(axis, rank)));
    a.require(added.size() == axes.size(), "an axis is named twice in " + axes);
    var sizes = new ArrayList<Expr>(a.get(0).shape().sizes());
    added.forEach(d -> sizes.add(d, Expr.of(1)));
    return new Shape(sizes);
  }
}
