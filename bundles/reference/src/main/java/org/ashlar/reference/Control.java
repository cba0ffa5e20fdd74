package org.ashlar.reference;

import org.ashlar.backend.LaunchException;

/// What stands between a launch and those who wait for it: the wish that it stop, and the first
/// fault.
final class Control {
  private volatile boolean stopped;
  private volatile boolean cut;
  private volatile String fault = "";

  /// Asks the launch to end soon.
  void stop() {
    stopped = true;
  }

  /// Ends the launch when that was asked for. Called once an iteration of every loop.
  void check() {
    if (stopped) {
      cut = true;
      throw LaunchException.late("reference: stopped before the end");
    }
  }

  /// Whether it ended before its end, as it was asked to.
  boolean isCut() {
    return cut;
  }

  /// Keeps the first fault; later ones often follow from it.
  void fault(String message) {
    if (fault.isEmpty()) {
      fault = message;
    }
  }

  /// The first fault; empty when there was none.
  String fault() {
    return fault;
  }
}
