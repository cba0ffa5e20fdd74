package org.ashlar.rules;

import static org.ashlar.rules.Match.constant;
import static org.ashlar.rules.Match.isFloat;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.pointwise.Div;

/// `x / c = x · (1 / c)`: one rounding more, unless c is a power of 2.
public final class DivideByConstant implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Div()
          when value.arg(1).op() instanceof Fill(_, double c, _) && isFloat(value) && c != 0 ->
          Build.mul(value.arg(0), constant(value.arg(1), 1 / c));
      default -> value;
    };
  }

  @Override
  public boolean isFastMath() {
    return true;
  }
}
