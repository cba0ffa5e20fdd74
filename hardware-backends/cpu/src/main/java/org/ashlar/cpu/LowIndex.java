package org.ashlar.cpu;

import org.ashlar.cpu.low.Register;

/// What an index is, at a place of the code.
sealed interface LowIndex {
  /// A number known now.
  record Fixed(long value) implements LowIndex {}

  /// The counter of a loop around.
  record Counter(LowScope loop) implements LowIndex {}

  /// A register that was set at the beginning of the function.
  record Given(Register register) implements LowIndex {}

  /// A register that was set in the midst of the current scope.
  record Here(Register register) implements LowIndex {}
}
