package org.ashlar.operators.move;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The same elements, in row-major order, under another shape.
///
/// Refused: another number of elements. Dimensions that keep their elements together keep plain
/// places, so a reshape in the middle of a program costs nothing where it can be fused.
public record Reshape(Shape shape) implements Operator {
  public Reshape() {
    this(Shape.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var from = Sizes.product(a.get(0).shape().sizes());
    var to = Sizes.product(shape.sizes());
    a.require(
        from.equals(to) || Regroup.of(a.get(0).shape(), shape).isPresent(),
        "elements of " + shape + " differ");
    return List.of(new TensorType(a.dtype(0), shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = Sizes.indices("i", shape.rank());
    return Meaning.Indexed.of(result, a.read(0, Regroup.places(a.get(0).shape(), shape, result)));
  }

  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    return Optional.of(
        List.of(call.graph().apply(new Reshape(call.arg(0).tensor().shape()), dy.getFirst())));
  }
}
