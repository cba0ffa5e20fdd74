package org.ashlar.operators.move;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The argument repeated to a shape: dimensions are aligned at the last, size 1 repeats.
///
/// The gradient is the sum over what was repeated. Pointwise operators broadcast by themselves.
public record Broadcast(Shape shape) implements Operator {
  public Broadcast() {
    this(Shape.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var fits = Sizes.broadcast(List.of(a.get(0).shape(), shape)).filter(shape::equals);
    a.require(fits.isPresent(), "does not broadcast to " + shape);
    return List.of(new TensorType(a.dtype(0), shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = Sizes.indices("i", shape.rank());
    return Meaning.Indexed.of(result, a.read(0, Sizes.places(a.get(0).shape(), result)));
  }
}
