package org.ashlar.operators;

import java.util.List;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.osgi.annotation.versioning.ConsumerType;

/// An operator on floats that works along one axis and gives a result of the argument's type.
@ConsumerType
public interface AlongAxisOperator extends Operator {
  /// The axis, negative from the last.
  long axis();

  @Override
  default List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    a.axis(axis(), a.rank(0));
    return List.of(a.get(0));
  }
}
