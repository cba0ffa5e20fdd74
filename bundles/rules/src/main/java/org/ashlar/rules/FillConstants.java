package org.ashlar.rules;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Constant;

/// A table of one number everywhere is a `fill`, which the other laws know.
public final class FillConstants implements Rule {
  @Override
  public Value apply(Value value) {
    if (!(value.op() instanceof Constant(var dtype, _, var numbers)) || numbers.isEmpty()) {
      return value;
    }
    double first = Expr.of(dtype, numbers.getFirst()).value();
    boolean same = numbers.stream().allMatch(n -> Double.compare(n, numbers.getFirst()) == 0);
    return same ? Build.fill(value.graph(), value.tensor(), first) : value;
  }
}
