package org.ashlar.ir.stage;

import java.util.Locale;
import org.ashlar.ir.Value;
import org.osgi.annotation.versioning.ConsumerType;

/// A law of tensor programs. A service: a function from a value to a value of the same type that
/// computes the same, itself where it does not apply.
@ConsumerType
public interface Rule {
  /// The better value, in the same graph, or `value`.
  Value apply(Value value);

  /// What it does, in the words of its class.
  default String name() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /// Whether it may change results beyond rounding (x·0 → 0, reassociation): off unless asked for.
  default boolean isFastMath() {
    return false;
  }
}
