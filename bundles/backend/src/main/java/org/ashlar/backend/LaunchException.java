package org.ashlar.backend;

/// A run that failed on the device.
public final class LaunchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean late;

  private LaunchException(String message, boolean late) {
    super(message);
    this.late = late;
  }

  /// The program did something it must not: the message names the buffer, the place and the size.
  public static LaunchException fault(String message) {
    return new LaunchException(message, false);
  }

  /// The limit passed before the end; the device may still be running.
  public static LaunchException late(String message) {
    return new LaunchException(message, true);
  }

  /// Whether the limit passed, so that the device must not be reused.
  public boolean isLate() {
    return late;
  }
}
