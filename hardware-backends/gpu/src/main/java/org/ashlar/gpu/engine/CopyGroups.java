package org.ashlar.gpu.engine;

/// Groups of `cp.async` of a warp's lanes.
///
/// The bytes are copied at once: a program that waits as it must sees no difference, and one that does not is
/// told by the checker, which is informed here.
final class CopyGroups {
  private final Warp warp;

  CopyGroups(Warp warp) {
    this.warp = warp;
  }

  void commit(int mask) {
    for (int m = mask; m != 0; m &= m - 1) {
      warp.block.watch.committed(warp, Integer.numberOfTrailingZeros(m));
    }
  }

  /// @param pending groups that may stay open; -1: wait for all, also what is in no group
  void await(int mask, int pending) {
    for (int m = mask; m != 0; m &= m - 1) {
      warp.block.watch.waited(warp, Integer.numberOfTrailingZeros(m), pending);
    }
  }
}
