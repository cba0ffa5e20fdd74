package org.ashlar.rules;

import static org.ashlar.rules.Match.isFill;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Mul;

/// `x · 0 = 0`: not where x is infinite or NaN.
public final class MultiplyByZero implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Mul() when isFill(value.arg(1), 0) || isFill(value.arg(0), 0) -> Build.zeros(value);
      default -> value;
    };
  }

  @Override
  public boolean isFastMath() {
    return true;
  }
}
