package org.ashlar.gpu.engine;

/// `st`: one, two or four values from registers to memory.
final class StoreAction extends Action {
  final Access access;
  final int bytes;
  final int[] values;

  StoreAction(Access access, int bytes, int[] values) {
    this.access = access;
    this.bytes = bytes;
    this.values = values;
  }

  @Override
  boolean memory() {
    return true;
  }

  @Override
  void run(Warp warp, int mask) {
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      long address = access.address(warp, lane);
      warp.addresses[lane] = address;
      var reached = access.reached(address);
      long within = access.within(reached, address);
      for (int i = 0; i < values.length; i++) {
        access.touched(
            warp,
            lane,
            reached,
            within + (long) i * bytes,
            bytes,
            Watch.Touch.WRITE,
            Words.wrap(8 * bytes, warp.registers[values[i] + lane]));
      }
      long at = access.checked(warp, lane, reached, within, bytes * values.length);
      var segment = access.segment(warp, reached);
      for (int i = 0; i < values.length; i++) {
        Access.set(segment, at + (long) i * bytes, bytes, warp.registers[values[i] + lane]);
      }
    }
  }
}
