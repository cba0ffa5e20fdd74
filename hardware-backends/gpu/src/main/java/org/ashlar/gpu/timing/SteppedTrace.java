package org.ashlar.gpu.timing;

import org.ashlar.gpu.engine.Block;
import org.ashlar.gpu.engine.Interpreter;
import org.ashlar.gpu.engine.Warp;
import org.ashlar.gpu.engine.WarpRecord;

/// A trace that the interpreter writes while timing reads it. Where a warp waits for others of its
/// block, they are stepped first: they write ahead on traces of their own.
final class SteppedTrace implements WarpTrace {
  private static final int PIECE = 192;
  private static final int LONGEST = 4096;
  private static final int PATIENCE = 1_000_000;

  private final Block block;
  private final Warp warp;
  private final WarpRecord record;
  private final long[] windows;
  private final boolean[] ends;

  /// @param windows what to add to the addresses of each instruction
  /// @param ends the instructions after which a block of code ends
  SteppedTrace(Block block, Warp warp, WarpRecord record, long[] windows, boolean[] ends) {
    this.block = block;
    this.warp = warp;
    this.record = record;
    this.windows = windows;
    this.ends = ends;
    fill();
  }

  @Override
  public int length() {
    return record.size();
  }

  @Override
  public int instruction(int at) {
    return record.instruction(at);
  }

  @Override
  public int active(int at) {
    return record.mask(at);
  }

  @Override
  public long address(int at, int lane) {
    return windows[record.instruction(at)] + record.address(at, lane);
  }

  @Override
  public boolean next() {
    record.clear();
    fill();
    return record.size() > 0;
  }

  private void fill() {
    int tries = 0;
    while (!full()) {
      var outcome = Interpreter.step(warp);
      if (outcome == Interpreter.Outcome.ENDED) {
        return;
      }
      if (outcome != Interpreter.Outcome.RAN) {
        if (++tries > PATIENCE) {
          throw new IllegalArgumentException(
              "timing: block "
                  + block.index()
                  + ": must end without other blocks: its warps wait or spin");
        }
        others();
      }
    }
  }

  private boolean full() {
    int size = record.size();
    return size >= LONGEST || size >= PIECE && ends[record.instruction(size - 1)];
  }

  private void others() {
    for (var other : block.warps()) {
      if (other != warp && !other.ended()) {
        var outcome = Interpreter.Outcome.RAN;
        for (int i = 0; i < PIECE && outcome == Interpreter.Outcome.RAN; i++) {
          outcome = Interpreter.step(other);
        }
      }
    }
  }
}
