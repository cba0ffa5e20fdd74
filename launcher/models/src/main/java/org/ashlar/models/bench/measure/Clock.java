package org.ashlar.models.bench.measure;

import java.lang.management.ManagementFactory;

/// What a slice's time is.
public enum Clock {
  /// The time that passes: what users see, and what figures are made of.
  WALL,
  /// The processor's time of the thread that runs: of use on a busy machine, with one thread. What
  /// other threads do for it does not count.
  CPU;

  long nanos() {
    return switch (this) {
      case WALL -> System.nanoTime();
      case CPU -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    };
  }
}
