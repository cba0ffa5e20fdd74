package org.ashlar.rules;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.pointwise.Not;

/// `not not x = x`.
public final class NotTwice implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Not() when value.arg(0).op() instanceof Not -> value.arg(0).arg(0);
      default -> value;
    };
  }
}
