package org.ashlar.gpu.engine;

/// `ld`: one, two or four values from memory to registers, extended as their type says.
final class LoadAction extends Action {
  final Access access;
  final int bytes;
  final boolean signed;

  /// The bits of the register that a signed value is extended to.
  final int width;

  final int[] results;

  LoadAction(Access access, int bytes, boolean signed, int width, int[] results) {
    this.access = access;
    this.bytes = bytes;
    this.signed = signed;
    this.width = width;
    this.results = results;
  }

  @Override
  boolean memory() {
    return true;
  }

  @Override
  void run(Warp warp, int mask) {
    if (access.direct() && !signed && bytes >= 4 && !warp.block.watch.touches()) {
      direct(warp, mask);
      return;
    }
    int unused = 64 - 8 * bytes;
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      long address = access.address(warp, lane);
      warp.addresses[lane] = address;
      var reached = access.reached(address);
      long within = access.within(reached, address);
      access.touched(warp, lane, reached, within, bytes * results.length, Watch.Touch.READ, 0);
      long at = access.checked(warp, lane, reached, within, bytes * results.length);
      var segment = access.segment(warp, reached);
      for (int i = 0; i < results.length; i++) {
        long value = Access.get(segment, at + (long) i * bytes, bytes);
        warp.registers[results[i] + lane] =
            signed ? Words.wrap(width, value << unused >> unused) : value;
      }
    }
  }

  /// The most frequent forms: words of 32 or 64 bits, nobody looking on.
  private void direct(Warp warp, int mask) {
    var r = warp.registers;
    var places = warp.places;
    access.places(warp, mask, bytes * results.length, places);
    for (int i = 0; i < results.length; i++) {
      int result = results[i];
      long by = (long) i * bytes;
      if (bytes == 4) {
        for (int m = mask; m != 0; m &= m - 1) {
          int lane = Integer.numberOfTrailingZeros(m);
          r[result + lane] = Machine.loadInt(places[lane] + by) & 0xFFFFFFFFL;
        }
      } else {
        for (int m = mask; m != 0; m &= m - 1) {
          int lane = Integer.numberOfTrailingZeros(m);
          r[result + lane] = Machine.loadLong(places[lane] + by);
        }
      }
    }
  }
}
