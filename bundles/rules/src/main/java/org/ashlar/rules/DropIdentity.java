package org.ashlar.rules;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.pointwise.Identity;

/// `identity x = x`.
public final class DropIdentity implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Identity() -> value.arg(0);
      default -> value;
    };
  }
}
