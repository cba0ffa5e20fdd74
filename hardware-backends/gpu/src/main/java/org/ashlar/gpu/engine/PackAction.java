package org.ashlar.gpu.engine;

/// `mov` between one register and several narrower ones, the first holding the lower bits.
final class PackAction extends Action {
  private final boolean unpack;
  private final int[] parts;
  private final int whole;
  private final int bits;

  /// From one register to parts.
  PackAction(int[] parts, int whole, int bits) {
    this.unpack = true;
    this.parts = parts;
    this.whole = whole;
    this.bits = bits;
  }

  /// From parts to one register.
  PackAction(int whole, int[] parts, int bits) {
    this.unpack = false;
    this.parts = parts;
    this.whole = whole;
    this.bits = bits;
  }

  @Override
  void run(Warp warp, int mask) {
    var r = warp.registers;
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      if (unpack) {
        long word = r[whole + lane];
        for (int i = 0; i < parts.length; i++) {
          r[parts[i] + lane] = Words.wrap(bits, word >>> i * bits);
        }
      } else {
        long word = 0;
        for (int i = 0; i < parts.length; i++) {
          word |= Words.wrap(bits, r[parts[i] + lane]) << i * bits;
        }
        r[whole + lane] = word;
      }
    }
  }
}
