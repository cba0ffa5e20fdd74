package org.ashlar.gpu.emit;

/// Where a buffer lies while an entry runs.
sealed interface Place {
  /// One number in a register.
  record InRegister(Value register) implements Place {}

  /// An array in memory.
  ///
  /// @param space `global`, `shared`, `local`
  /// @param base the address of its first element
  record InMemory(String space, Value base) implements Place {}
}
