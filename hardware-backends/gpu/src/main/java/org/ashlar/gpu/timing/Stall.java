package org.ashlar.gpu.timing;

import java.util.Locale;

/// Why a warp that could have issued did not; the names are those of Nsight Compute.
public enum Stall {
  /// Another warp was chosen.
  NOT_SELECTED,
  /// A result of fixed latency is not there yet.
  WAIT,
  /// A result of memory beyond the multiprocessor.
  LONG_SCOREBOARD,
  /// A result of shared memory, of shuffles or of the special function unit.
  SHORT_SCOREBOARD,
  /// The unit that it needs is busy.
  MATH_PIPE_THROTTLE,
  /// The queue before shared memory is full.
  MIO_THROTTLE,
  /// The queue before the L1 is full.
  LG_THROTTLE,
  BARRIER,
  /// After a jump.
  BRANCH_RESOLVING,
  /// The instruction is not in the cache.
  NO_INSTRUCTION,
  /// What it stored must be seen first.
  MEMBAR;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
