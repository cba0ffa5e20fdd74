package org.ashlar.operators;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.osgi.annotation.versioning.ConsumerType;

/// An operator that computes each element from the argument's element at the same place.
///
/// Shape rule, gradient and kernels follow from {@link #body}.
@ConsumerType
public interface PointwiseOperator extends Operator {
  /// The result's element for the argument's element `x`; its dtype is the result's.
  Expr body(Expr x);

  /// Refuses dtypes that the body does not serve; floats only unless overridden.
  default void check(Arguments args) {
    args.floats();
  }

  @Override
  default List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    check(a);
    return Pointwise.infer(a, body(a.read(0)));
  }

  @Override
  default Meaning meaning(List<Type> args) {
    return Pointwise.meaning(body(Arguments.of(this, args, 1).read(0)));
  }
}
