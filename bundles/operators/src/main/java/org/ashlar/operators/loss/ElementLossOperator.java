package org.ashlar.operators.loss;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;

/// A loss of two tensors of one shape, element by element: what was predicted, and what is right.
interface ElementLossOperator extends Operator {
  /// How the elements' losses are combined.
  Reduction reduction();

  /// The loss of each element.
  Value each(Value predicted, Value right);

  @Override
  default List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2).sameDtypes().floats();
    a.require(a.get(0).equals(a.get(1)), "shapes differ");
    return List.of(reduction().type(a.dtype(0), a.get(0).shape()));
  }

  @Override
  default Meaning meaning(List<Type> args) {
    return Compose.of(name(), args, a -> reduction().of(each(a.get(0), a.get(1))));
  }
}
