package org.ashlar.rules;

import static org.ashlar.rules.Match.isFill;
import static org.ashlar.rules.Match.keeps;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.pointwise.Add;

/// `x + 0 = x`, `0 + x = x`.
public final class AddZero implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Add() when isFill(value.arg(1), 0) && keeps(value, 0) -> value.arg(0);
      case Add() when isFill(value.arg(0), 0) && keeps(value, 1) -> value.arg(1);
      default -> value;
    };
  }
}
