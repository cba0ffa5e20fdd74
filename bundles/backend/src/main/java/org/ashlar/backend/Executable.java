package org.ashlar.backend;

import org.ashlar.ir.kernel.Plan;
import org.osgi.annotation.versioning.ConsumerType;

/// A compiled plan. Immutable; any number of launches may use it at once.
@ConsumerType
public interface Executable {
  /// What was compiled.
  Plan plan();

  /// The generated code or its listing, for people; empty where there is none.
  default String listing() {
    return "";
  }
}
