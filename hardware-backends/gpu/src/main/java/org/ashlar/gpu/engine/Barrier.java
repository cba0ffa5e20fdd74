package org.ashlar.gpu.engine;

/// One of the sixteen barriers of a block: how many threads came, how often it opened, and what
/// they said.
final class Barrier {
  int arrived;

  /// Threads that it takes to open; 0: all that have not ended.
  int expected;

  long phase;
  int trues;

  /// What the threads said together when it last opened.
  int lastTrues;

  int lastArrived;

  void arrive(int threads, int saying, int of) {
    arrived += threads;
    trues += saying;
    expected = of;
  }

  /// Opens if all came.
  ///
  /// @param alive threads of the block that have not ended
  /// @return whether it opened
  boolean open(int alive) {
    if (arrived == 0 || arrived < (expected == 0 ? alive : Math.min(expected, alive))) {
      return false;
    }
    lastTrues = trues;
    lastArrived = arrived;
    trues = 0;
    arrived = 0;
    phase++;
    return true;
  }
}
