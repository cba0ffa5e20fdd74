package org.ashlar.rules;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.pointwise.Neg;

/// `-(-x) = x`.
public final class NegateTwice implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Neg() when value.arg(0).op() instanceof Neg -> value.arg(0).arg(0);
      default -> value;
    };
  }
}
