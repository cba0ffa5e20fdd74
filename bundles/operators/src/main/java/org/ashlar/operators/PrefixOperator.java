package org.ashlar.operators;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Type;
import org.osgi.annotation.versioning.ConsumerType;

/// An operator that gives, at each place along an axis, what the elements up to there combine to.
@ConsumerType
public interface PrefixOperator extends Operator {
  /// The axis, negative from the last.
  long axis();

  /// Without the element at the place itself.
  boolean exclusive();

  /// From the end.
  boolean reverse();

  /// How elements are combined.
  Reducer by(DType dtype);

  @Override
  default List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).numbers();
    a.axis(axis(), a.rank(0));
    return List.of(a.get(0));
  }

  @Override
  default Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = Sizes.indices("i", a.rank(0));
    var along = result.get(a.axis(axis(), a.rank(0)));
    var by = by(a.dtype(0));
    var element = a.read(0, result).cast(by.states().getFirst());
    return new Meaning.Scanned(result, along, by, List.of(element), exclusive(), reverse());
  }
}
