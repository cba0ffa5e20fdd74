package org.ashlar.testkit;

/// What must be refused with an IllegalArgumentException that says why.
final class Refused {
  private Refused() {}

  static void by(String what, Runnable attempt) {
    try {
      attempt.run();
    } catch (IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw Laws.broken(what + ": refused without a reason");
      }
      return;
    } catch (RuntimeException e) {
      throw Laws.broken(what + ": not refused, but " + e);
    }
    throw Laws.broken(what + ": not refused");
  }
}
