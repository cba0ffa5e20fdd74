package org.ashlar.gpu.engine;

/// What one instruction does to a warp, apart from where it goes next.
abstract class Action {
  /// Whether it reads or writes memory: [Warp#addresses] then holds the lanes' addresses after it
  /// ran.
  boolean memory() {
    return false;
  }

  /// @param mask the lanes for which it happens; at least one
  abstract void run(Warp warp, int mask);
}
