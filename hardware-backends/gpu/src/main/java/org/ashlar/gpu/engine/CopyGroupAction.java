package org.ashlar.gpu.engine;

/// `cp.async.commit_group` and `cp.async.wait_group`.
///
/// Copies happen when they are issued: a program that waits as it must sees no difference, and the
/// checker, which is informed here, finds those that do not.
final class CopyGroupAction extends Action {
  private final boolean commit;
  private final int pending;

  /// @param pending groups that may stay open; -1: none, nor copies in no group
  CopyGroupAction(boolean commit, int pending) {
    this.commit = commit;
    this.pending = pending;
  }

  @Override
  void run(Warp warp, int mask) {
    var watch = warp.block.watch;
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      if (commit) {
        watch.committed(warp, lane);
      } else {
        watch.waited(warp, lane, pending);
      }
    }
  }
}
