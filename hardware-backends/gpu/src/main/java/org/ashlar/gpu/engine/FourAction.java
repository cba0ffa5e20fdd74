package org.ashlar.gpu.engine;

/// A function of four operands in each lane.
final class FourAction extends Action {
  /// Bits to bits.
  @FunctionalInterface
  interface Function {
    long apply(long a, long b, long c, long d);
  }

  private final Function function;
  private final int result;
  private final int[] of;

  FourAction(Function function, int result, int[] of) {
    this.function = function;
    this.result = result;
    this.of = of;
  }

  @Override
  void run(Warp warp, int mask) {
    var r = warp.registers;
    for (int m = mask; m != 0; m &= m - 1) {
      int l = Integer.numberOfTrailingZeros(m);
      r[result + l] = function.apply(r[of[0] + l], r[of[1] + l], r[of[2] + l], r[of[3] + l]);
    }
  }
}
