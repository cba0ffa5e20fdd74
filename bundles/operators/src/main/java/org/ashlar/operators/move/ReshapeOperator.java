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

/// An operator that keeps elements and their row-major order, and says the new shape by the old
/// one.
interface ReshapeOperator extends Operator {
  /// The shape of the result.
  Shape shape(Arguments a);

  @Override
  default List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    return List.of(new TensorType(a.dtype(0), shape(a)));
  }

  @Override
  default Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var shape = shape(a);
    var result = Sizes.indices("i", shape.rank());
    return Meaning.Indexed.of(result, a.read(0, Regroup.places(a.get(0).shape(), shape, result)));
  }

  /// The gradient under the argument's shape.
  @Override
  default Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var shape = call.arg(0).tensor().shape();
    return Optional.of(List.of(call.graph().apply(new Reshape(shape), dy.getFirst())));
  }
}
