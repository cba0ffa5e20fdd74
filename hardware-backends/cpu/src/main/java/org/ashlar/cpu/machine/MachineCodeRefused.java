package org.ashlar.cpu.machine;

/// Machine code cannot run here. The message is one sentence that says why.
public final class MachineCodeRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String why;

  public MachineCodeRefused(String message) {
    super(message);
    why = message;
  }

  MachineCodeRefused(String message, Throwable cause) {
    super(message, cause);
    why = message;
  }

  /// The message.
  public String why() {
    return why;
  }
}
