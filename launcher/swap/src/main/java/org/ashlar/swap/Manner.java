package org.ashlar.swap;

import java.util.Locale;

/// How a block is replaced by another build of itself.
public enum Manner {
  /// The framework stops the old build, takes the new one in its place and starts it.
  UPDATE,
  /// The old build stops, then the new one starts: requests wait in between.
  STOP_THEN_START,
  /// The new build starts and is warmed, takes over, then the old one stops: nobody waits.
  START_THEN_STOP;

  /// As people write it: `start_then_stop`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
