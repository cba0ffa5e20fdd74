package org.ashlar.cpu;

/// A kernel with the memory and the sizes that it runs on, ready to run again and again, by one
/// thread at a time.
interface Ready {
  void run(Frame frame);

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
