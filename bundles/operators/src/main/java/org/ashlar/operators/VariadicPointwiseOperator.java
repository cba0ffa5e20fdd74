package org.ashlar.operators;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.osgi.annotation.versioning.ConsumerType;

/// An operator that computes each element from one argument's or more arguments' elements at the
/// same place; shapes are broadcast.
@ConsumerType
public interface VariadicPointwiseOperator extends Operator {
  /// The result's element for the arguments' elements; its dtype is the result's.
  Expr body(List<Expr> elements);

  /// Refuses dtypes that the body does not serve; numbers of one dtype unless overridden.
  default void check(Arguments args) {
    args.sameDtypes().numbers();
  }

  @Override
  default List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 1, Integer.MAX_VALUE);
    check(a);
    return Pointwise.infer(a, body(Pointwise.operands(a)));
  }

  @Override
  default Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 1, Integer.MAX_VALUE);
    return Pointwise.meaning(body(Pointwise.operands(a)));
  }
}
