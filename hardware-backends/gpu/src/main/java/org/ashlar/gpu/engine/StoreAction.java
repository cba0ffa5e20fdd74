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
    if (access.direct() && bytes >= 4 && !warp.block.watch.touches()) {
      direct(warp, mask);
      return;
    }
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

  /// The most frequent forms: words of 32 or 64 bits, nobody looking on. Lanes write in their
  /// order.
  private void direct(Warp warp, int mask) {
    var r = warp.registers;
    var places = warp.places;
    access.places(warp, mask, bytes * values.length, places);
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      for (int i = 0; i < values.length; i++) {
        if (bytes == 4) {
          Machine.storeInt(places[lane] + 4L * i, (int) r[values[i] + lane]);
        } else {
          Machine.storeLong(places[lane] + 8L * i, r[values[i] + lane]);
        }
      }
    }
  }
}
