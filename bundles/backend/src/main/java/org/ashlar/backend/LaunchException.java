package org.ashlar.backend;

/// A run that failed on the device.
public final class LaunchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean late;
  private final boolean memory;

  private LaunchException(String message, boolean late, boolean memory) {
    super(message);
    this.late = late;
    this.memory = memory;
  }

  /// The program did something it must not: the message names the buffer, the place and the size.
  public static LaunchException fault(String message) {
    return new LaunchException(message, false, false);
  }

  /// The limit passed before the end; the device may still be running.
  public static LaunchException late(String message) {
    return new LaunchException(message, true, false);
  }

  /// There is not enough memory; nothing is wrong with the device or the program.
  public static LaunchException memory(String message) {
    return new LaunchException(message, false, true);
  }

  /// Whether memory ran out, so that a smaller program, or this one later, may run.
  public boolean isMemory() {
    return memory;
  }

  /// Whether the limit passed, so that the device must not be reused.
  public boolean isLate() {
    return late;
  }
}
