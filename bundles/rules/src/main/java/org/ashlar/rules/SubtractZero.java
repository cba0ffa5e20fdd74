package org.ashlar.rules;

import static org.ashlar.rules.Match.isFill;
import static org.ashlar.rules.Match.keeps;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.pointwise.Sub;

/// `x - 0 = x`.
public final class SubtractZero implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Sub() when isFill(value.arg(1), 0) && keeps(value, 0) -> value.arg(0);
      default -> value;
    };
  }
}
