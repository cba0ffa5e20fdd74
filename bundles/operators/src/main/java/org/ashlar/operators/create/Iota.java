package org.ashlar.operators.create;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The position 0, 1, 2, … along one axis, repeated along the others.
///
/// Takes nothing; gives numbers.
public record Iota(DType dtype, Shape shape, long axis) implements Operator {
  public Iota() {
    this(DType.I64, Shape.of(1), 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 0);
    a.require(Arguments.isNumber(dtype), "gives numbers, not " + dtype).axis(axis, shape.rank());
    return List.of(new TensorType(dtype, shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var at = Sizes.indices("i", shape.rank());
    int along = Arguments.of(this, args, 0).axis(axis, shape.rank());
    return Meaning.Indexed.of(at, at.get(along).cast(dtype));
  }
}
