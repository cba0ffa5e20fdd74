package org.ashlar.cpu;

import java.util.Map;
import org.ashlar.cpu.low.Register;

/// Where a buffer lies.
sealed interface LowHome {
  /// In memory: at the address in a word of the context, further on by `base` bytes.
  record Memory(int word, long base) implements LowHome {}

  /// In registers, one for each element, or each run of lanes, by the number of the first.
  ///
  /// @param lanes of a register; 1: single numbers
  /// @param row elements from one row to the next: rows begin a register anew
  record Cells(Map<Long, Register> cells, int lanes) implements LowHome {}
}
