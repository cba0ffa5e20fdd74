package org.ashlar.cpu;

import org.ashlar.ir.kernel.Stmt;

/// Says that a loop cannot run in vectors of some number of lanes; the kernel is then written again
/// with fewer lanes, or with one.
final class Unvectorable extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Stmt.For loop;
  private final int lanes;

  /// @param lanes to try next; 1: a plain loop
  Unvectorable(Stmt.For loop, int lanes, String reason) {
    super(reason, null, false, false);
    this.loop = loop;
    this.lanes = lanes;
  }

  Stmt.For loop() {
    return loop;
  }

  int lanes() {
    return lanes;
  }
}
