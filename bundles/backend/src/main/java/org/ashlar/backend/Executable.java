package org.ashlar.backend;

import org.ashlar.ir.kernel.Plan;
import org.osgi.annotation.versioning.ConsumerType;

/// A compiled plan. Immutable; any number of launches may use it at once.
@ConsumerType
public interface Executable {
  /// What was compiled.
  Plan plan();

  /// The size of the memory that {@link Device#prepare} fills out of the constant inputs, and that
  /// every launch then reads; 0 where a launch wants none.
  default long preparedBytes() {
    return 0;
  }

  /// Whether launches do not look at an input because they find all of it in the prepared memory.
  /// Such an input may have no bytes when the plan is launched or bound.
  ///
  /// @param input of the plan
  default boolean isSpent(int input) {
    return false;
  }

  /// The generated code or its listing, for people; empty where there is none.
  default String listing() {
    return "";
  }

  /// The bytes of generated code; 0 where there is none or it is not known.
  default long codeBytes() {
    return 0;
  }
}
