package org.ashlar.operators.order;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The `k` largest elements along an axis, largest first, and the places (`i64`) that they had.
///
/// Takes numbers of rank 1 or more, at least `k` along the axis. Of equal elements the one at the
/// lower place comes first, both zeros are equal, NaN counts as larger than everything. The
/// gradient goes back to the places. (ONNX operator TopK, always sorted.)
///
/// @param axis the dimension; negative counts from the last
/// @param largest whether the largest are taken, or the smallest, smallest first
public record TopK(long k, long axis, boolean largest) implements Operator {
  public TopK() {
    this(1, -1, true);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    a.require(k >= 0, "k must not be negative, not " + k);
    var size = Sizes.known(a.get(0).size(along(args)));
    a.require(
        size.isEmpty() || k <= size.get(), "k is " + k + ", more than there are along the axis");
    return Ordering.infer(a, axis, Expr.of(k));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    int along = along(args);
    return new Meaning.Opaque(
        "the "
            + k
            + (largest ? " largest" : " smallest")
            + " elements along dimension "
            + along
            + ", in order, of equal ones the first, NaN as the largest; and the places that they had",
        data -> Ordering.apply(data.getFirst(), along, largest, k));
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
