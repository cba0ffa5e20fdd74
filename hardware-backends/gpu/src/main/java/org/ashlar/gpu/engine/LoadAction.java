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
    if (!signed && bytes == 4 && results.length == 1 && !warp.block.watch.touches()) {
      words(warp, mask);
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

  /// The most frequent form: one word of 32 bits a lane, nobody looking on.
  private void words(Warp warp, int mask) {
    var r = warp.registers;
    var addresses = warp.addresses;
    int result = results[0];
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      long address = access.address(warp, lane);
      addresses[lane] = address;
      var reached = access.reached(address);
      long at = access.checked(warp, lane, reached, access.within(reached, address), 4);
      r[result + lane] = Access.word(access.segment(warp, reached), at);
    }
  }
}
