package org.ashlar.rules;

import static org.ashlar.rules.Match.isFill;
import static org.ashlar.rules.Match.keeps;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Pow;

/// `x^2 = x · x`, `x^1 = x`.
public final class SquareByProduct implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Pow() when isFill(value.arg(1), 2) && keeps(value, 0) ->
          Build.mul(value.arg(0), value.arg(0));
      case Pow() when isFill(value.arg(1), 1) && keeps(value, 0) -> value.arg(0);
      default -> value;
    };
  }
}
