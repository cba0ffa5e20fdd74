package org.ashlar.gpu.engine;

/// The same function in each lane: most arithmetic.
final class LaneAction extends Action {
  final LaneFunction function;
  final int result;
  final int a;
  final int b;
  final int c;
  private final @org.jspecify.annotations.Nullable LaneLoop loop;

  /// Slots of registers, times 32.
  LaneAction(LaneFunction function, int result, int a, int b, int c) {
    this(function, null, result, a, b, c);
  }

  /// @param loop that does the same for all lanes at once, where there is one
  LaneAction(
      LaneFunction function,
      @org.jspecify.annotations.Nullable LaneLoop loop,
      int result,
      int a,
      int b,
      int c) {
    this.function = function;
    this.loop = loop;
    this.result = result;
    this.a = a;
    this.b = b;
    this.c = c;
  }

  @org.jspecify.annotations.Nullable
  LaneLoop loop() {
    return loop;
  }

  @Override
  void run(Warp warp, int mask) {
    var r = warp.registers;
    if (loop != null) {
      loop.run(r, result, a, b, c, mask);
      return;
    }
    if (mask == -1) {
      for (int lane = 0; lane < Grid.WARP; lane++) {
        r[result + lane] = function.apply(r[a + lane], r[b + lane], r[c + lane]);
      }
      return;
    }
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      r[result + lane] = function.apply(r[a + lane], r[b + lane], r[c + lane]);
    }
  }
}
