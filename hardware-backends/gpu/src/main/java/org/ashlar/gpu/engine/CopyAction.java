package org.ashlar.gpu.engine;

import java.lang.foreign.MemorySegment;
import org.ashlar.ptx.Space;

/// `cp.async`: bytes from global to shared memory that need no register.
final class CopyAction extends Action {
  private final Access to;
  private final Access from;
  private final int bytes;
  private final int given;

  /// @param given the place of how many bytes are read, the others being zeros; -1: all
  CopyAction(Access to, Access from, int bytes, int given) {
    this.to = to;
    this.from = from;
    this.bytes = bytes;
    this.given = given;
  }

  @Override
  boolean memory() {
    return true;
  }

  @Override
  void run(Warp warp, int mask) {
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      long target = to.address(warp, lane);
      long source = from.address(warp, lane);
      warp.addresses[lane] = source;
      int size = given < 0 ? bytes : (int) Math.min(bytes, warp.registers[given + lane]);
      to.touched(warp, lane, Space.SHARED, target, bytes, Watch.Touch.COPY, 0);
      long at = to.checked(warp, lane, Space.SHARED, target, bytes);
      var shared = warp.block.shared;
      if (size > 0) {
        from.touched(warp, lane, Space.GLOBAL, source, size, Watch.Touch.READ, 0);
        long origin = from.checked(warp, lane, Space.GLOBAL, source, bytes);
        MemorySegment.copy(from.segment(warp, Space.GLOBAL), origin, shared, at, size);
      }
      shared.asSlice(at + size, bytes - size).fill((byte) 0);
    }
  }
}
