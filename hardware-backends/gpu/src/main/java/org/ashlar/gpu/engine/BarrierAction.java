package org.ashlar.gpu.engine;

/// `bar.sync`, `bar.arrive` and `bar.red`: threads of a block meet.
final class BarrierAction extends Action {
  /// What is found out when all have come.
  enum Result {
    NONE,
    COUNT,
    ALL,
    ANY
  }

  private final int barrier;
  private final int threads;
  private final boolean passes;
  private final Result result;
  private final int into;
  private final int predicate;
  private final boolean negated;

  /// Places of operands; -1 where there are none.
  BarrierAction(
      int barrier,
      int threads,
      boolean passes,
      Result result,
      int into,
      int predicate,
      boolean negated) {
    this.barrier = barrier;
    this.threads = threads;
    this.passes = passes;
    this.result = result;
    this.into = into;
    this.predicate = predicate;
    this.negated = negated;
  }

  int id(Warp warp, int mask) {
    return (int) warp.registers[barrier + Integer.numberOfTrailingZeros(mask)];
  }

  /// Whether nobody waits.
  boolean passes() {
    return passes;
  }

  @Override
  void run(Warp warp, int mask) {
    int first = Integer.numberOfTrailingZeros(mask);
    int trues = 0;
    if (predicate >= 0) {
      for (int m = mask; m != 0; m &= m - 1) {
        boolean said = warp.registers[predicate + Integer.numberOfTrailingZeros(m)] != 0;
        trues += said != negated ? 1 : 0;
      }
    }
    int of = threads < 0 ? 0 : (int) warp.registers[threads + first];
    // Where a count is given, warps count whole.
    int count = of == 0 || mask != warp.full() ? Integer.bitCount(mask) : Grid.WARP;
    warp.block.barriers[id(warp, mask)].arrive(count, trues, of);
  }

  /// Writes the result.
  void opened(Warp warp, int mask, Barrier at) {
    long value =
        switch (result) {
          case NONE -> 0;
          case COUNT -> at.lastTrues;
          case ALL -> at.lastTrues == at.lastArrived ? 1 : 0;
          case ANY -> at.lastTrues > 0 ? 1 : 0;
        };
    if (result != Result.NONE) {
      for (int m = mask; m != 0; m &= m - 1) {
        warp.registers[into + Integer.numberOfTrailingZeros(m)] = value;
      }
    }
  }
}
