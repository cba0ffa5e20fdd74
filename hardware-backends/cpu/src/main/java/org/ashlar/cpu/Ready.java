package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;

/// A kernel with the memory and the sizes that it runs on, ready to run again and again, by one
/// thread at a time.
interface Ready {
  void run(Frame frame);

  /// Whether one more parameter may lie elsewhere.
  ///
  /// @param isHeld whether its owner could close it while the kernel runs, so that every call must
  ///   hold it
  default boolean lends(boolean isHeld) {
    return false;
  }

  /// Lets a parameter lie elsewhere until {@link #back}; only where it {@link #lends}.
  default void lend(int parameter, MemorySegment at, boolean isHeld) {
    throw new IllegalStateException("cpu: this kernel stays where it was bound");
  }

  /// All parameters lie again where they were bound.
  default void back() {}

  /// The work that it does at most, in operations; infinite where nobody knows.
  double weight();

  /// The work of its loops that several threads may share.
  default double sharedWeight() {
    return 0;
  }

  /// Whether the run must be looked after while its machine code runs.
  default boolean isLong() {
    return false;
  }
}
