package org.ashlar.gpu.engine;

/// A thing that a checker saw: the first place, and how often it happened at that instruction.
public record Finding(Kind kind, Where where, String message, long times) {
  /// What is wrong.
  public enum Kind {
    OUT_OF_BOUNDS,
    MISALIGNED,
    UNINITIALISED_SHARED,
    SHARED_RACE,
    BARRIER_DIVERGENCE,
    MISSING_COPY_WAIT;

    /// The name as users read it.
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public String toString() {
    return kind.text()
        + ": "
        + where
        + ": "
        + message
        + (times > 1 ? " (" + times + " times)" : "");
  }
}
