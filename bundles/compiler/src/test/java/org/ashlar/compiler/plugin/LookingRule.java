package org.ashlar.compiler.plugin;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;

/// Looks at everything and changes nothing.
public final class LookingRule implements Rule {
  @Override
  public Value apply(Value value) {
    return value;
  }
}
