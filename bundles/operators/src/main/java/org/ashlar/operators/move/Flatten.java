package org.ashlar.operators.move;

import java.util.List;
import org.ashlar.ir.Shape;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The argument as a matrix: the dimensions before `axis` are its rows, the others its columns.
///
/// (ONNX operator Flatten.)
///
/// @param axis from minus the rank to the rank
public record Flatten(long axis) implements ReshapeOperator {
  public Flatten() {
    this(1);
  }

  @Override
  public Shape shape(Arguments a) {
    int rank = a.rank(0);
    int split = axis == rank ? rank : a.axis(axis, rank);
    var sizes = a.get(0).shape().sizes();
    return new Shape(
        List.of(Sizes.product(sizes.subList(0, split)), Sizes.product(sizes.subList(split, rank))));
  }
}
