package org.ashlar.gpu.engine;

/// `shfl.sync`: lanes read each other's registers.
final class ShuffleAction extends Action {
  /// Whose register a lane reads.
  enum Mode {
    UP,
    DOWN,
    BFLY,
    IDX
  }

  private final Mode mode;
  private final int result;
  private final int found;
  private final int source;
  private final int by;
  private final int clamp;

  /// @param found the place of the predicate that tells whether the source was in range, or -1
  ShuffleAction(Mode mode, int result, int found, int source, int by, int clamp) {
    this.mode = mode;
    this.result = result;
    this.found = found;
    this.source = source;
    this.by = by;
    this.clamp = clamp;
  }

  @Override
  void run(Warp warp, int mask) {
    var r = warp.registers;
    var results = new long[Grid.WARP];
    int valid = 0;
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      int distance = (int) r[by + lane] & 31;
      int limit = (int) r[clamp + lane] & 31;
      int segment = (int) (r[clamp + lane] >>> 8) & 31;
      int most = lane & segment | limit & ~segment;
      int least = lane & segment;
      int from =
          switch (mode) {
            case UP -> lane - distance;
            case DOWN -> lane + distance;
            case BFLY -> lane ^ distance;
            case IDX -> least | distance & ~segment;
          };
      boolean inside = mode == Mode.UP ? from >= most : from <= most;
      if (!inside) {
        from = lane;
      } else {
        valid |= 1 << lane;
      }
      results[lane] = r[source + (from & 31)];
    }
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      r[result + lane] = results[lane];
      if (found >= 0) {
        r[found + lane] = valid >>> lane & 1;
      }
    }
  }
}
