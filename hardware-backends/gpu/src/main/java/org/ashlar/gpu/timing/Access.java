package org.ashlar.gpu.timing;

import org.jspecify.annotations.Nullable;

/// An access of a warp that waits for memory: it ends when the last of its sectors is there.
final class Access {
  final ResidentWarp warp;
  final int[] results;
  final @Nullable CopyGroup group;
  int open;
  long ready;

  Access(ResidentWarp warp, int[] results, @Nullable CopyGroup group, long ready) {
    this.warp = warp;
    this.results = results;
    this.group = group;
    this.ready = ready;
  }

  /// One part of it arrived.
  void arrived(long time) {
    ready = Math.max(ready, time);
    if (--open == 0) {
      finish();
    }
  }

  void finish() {
    for (int each : results) {
      warp.ready[each] = ready;
    }
    if (group != null) {
      group.open--;
      group.ready = Math.max(group.ready, ready);
    }
    if (ready < warp.wake) {
      warp.wake(ready);
    }
  }
}
