package org.ashlar.operators;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.osgi.annotation.versioning.ConsumerType;

/// An operator that computes each element from three arguments' elements at the same place; shapes
/// are broadcast.
@ConsumerType
public interface TernaryPointwiseOperator extends Operator {
  /// The result's element for the arguments' elements; its dtype is the result's.
  Expr body(Expr x, Expr y, Expr z);

  /// Refuses dtypes that the body does not serve; numbers of one dtype unless overridden.
  default void check(Arguments args) {
    args.sameDtypes().numbers();
  }

  @Override
  default List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    check(a);
    return Pointwise.infer(a, body(a.read(0), a.read(1), a.read(2)));
  }

  @Override
  default Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    return Pointwise.meaning(body(a.read(0), a.read(1), a.read(2)));
  }
}
