package org.ashlar.cpu.product;

import java.lang.foreign.MemorySegment;

/// A constant operand in the form in which a kernel reads it.
public interface Prepared {
  /// Its bytes.
  long bytes();

  /// Makes it.
  ///
  /// @param from the whole buffer of the operand
  /// @param to of `bytes`
  void prepare(MemorySegment from, MemorySegment to);
}
