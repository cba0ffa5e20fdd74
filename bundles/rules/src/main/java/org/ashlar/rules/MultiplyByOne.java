package org.ashlar.rules;

import static org.ashlar.rules.Match.isFill;
import static org.ashlar.rules.Match.keeps;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.pointwise.Div;
import org.ashlar.operators.pointwise.Mul;

/// `x · 1 = x`, `1 · x = x`, `x / 1 = x`.
public final class MultiplyByOne implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Mul() when isFill(value.arg(1), 1) && keeps(value, 0) -> value.arg(0);
      case Mul() when isFill(value.arg(0), 1) && keeps(value, 1) -> value.arg(1);
      case Div() when isFill(value.arg(1), 1) && keeps(value, 0) -> value.arg(0);
      default -> value;
    };
  }
}
