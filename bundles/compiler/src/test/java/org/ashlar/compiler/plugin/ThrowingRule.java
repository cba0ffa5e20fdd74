package org.ashlar.compiler.plugin;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;

/// Fails on everything.
public final class ThrowingRule implements Rule {
  @Override
  public Value apply(Value value) {
    throw new UnsupportedOperationException("ouch");
  }
}
