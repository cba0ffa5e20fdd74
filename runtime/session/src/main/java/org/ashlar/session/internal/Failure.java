package org.ashlar.session.internal;

import org.ashlar.backend.LaunchException;

/// What may leave an epoch when something is thrown inside it: text, never a plugin's object. A
/// throwable's backtrace alone would keep the plugin's class loader.
final class Failure {
  private Failure() {}

  static String text(Throwable e) {
    return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
  }

  /// The same kind of error with the same text and nothing else.
  static RuntimeException plain(Throwable e) {
    return switch (e) {
      case LaunchException l when l.isLate() -> LaunchException.late(text(e));
      case LaunchException l when l.isMemory() -> LaunchException.memory(text(e));
      case LaunchException _ -> LaunchException.fault(text(e));
      case IllegalArgumentException _ -> new IllegalArgumentException(text(e));
      case IllegalStateException _ -> new IllegalStateException(text(e));
      default -> new IllegalStateException(e.getClass().getName() + ": " + text(e));
    };
  }
}
