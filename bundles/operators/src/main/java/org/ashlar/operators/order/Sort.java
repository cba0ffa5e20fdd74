package org.ashlar.operators.order;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;

/// The elements along an axis in order, and the places (`i64`) that they had: `y[k] =
/// x[places[k]]`.
///
/// Takes numbers of rank 1 or more. Equal elements keep their order, both zeros are equal, NaN
/// counts as larger than everything: last, or first where `descending`. The gradient goes back to
/// the places.
///
/// @param axis the dimension; negative counts from the last
/// @param descending largest first
public record Sort(long axis, boolean descending) implements Operator {
  public Sort() {
    this(-1, false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    return Ordering.infer(a, axis, a.get(0).size(a.axis(axis, a.rank(0))));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    int along = along(args);
    return new Meaning.Opaque(
        "the elements along dimension "
            + along
            + (descending ? ", largest" : ", smallest")
            + " first, equal ones in their order, NaN as the largest; and the places that they had",
        data -> Ordering.apply(data.getFirst(), along, descending, -1));
  }

  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    return Ordering.gradient(call, along(List.of(call.arg(0).type())), dy.getFirst());
  }

  private int along(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    return a.axis(axis, a.rank(0));
  }
}
