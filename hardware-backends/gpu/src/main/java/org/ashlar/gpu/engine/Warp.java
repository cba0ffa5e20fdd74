package org.ashlar.gpu.engine;

import java.util.ArrayList;
import java.util.List;

/// 32 threads of a block that share instructions: their registers and where they are.
public final class Warp {
  final Block block;
  final int index;

  /// Lane `l` of the place `s` is the word `s + l`.
  final long[] registers;

  /// Where the lanes' last access of memory went, in the space of the instruction.
  final long[] addresses = new long[Grid.WARP];

  /// Native addresses, while an access happens.
  final long[] places = new long[Grid.WARP];

  final List<Split> splits = new ArrayList<>();

  private final int full;
  private int alive;
  private int current;

  /// Instructions that it has issued.
  long issued;

  Warp(Block block, int index, long[] registers) {
    this.block = block;
    this.index = index;
    this.registers = registers;
    int threads = Math.min(Grid.WARP, block.grid().threadsOfBlock() - index * Grid.WARP);
    full = threads == Grid.WARP ? -1 : (1 << threads) - 1;
    alive = full;
    splits.add(new Split(0, block.kernel().end(), full));
  }

  /// Its number within the block.
  public int index() {
    return index;
  }

  public Block block() {
    return block;
  }

  /// The lanes that have not ended.
  public int alive() {
    return alive;
  }

  /// The lanes with which it began.
  public int full() {
    return full;
  }

  public boolean ended() {
    return alive == 0;
  }

  /// The instruction that it executes next, where it can.
  public int place() {
    return split().place();
  }

  /// The lanes that execute it, before its guard.
  public int mask() {
    return split().mask();
  }

  Split split() {
    return splits.get(current);
  }

  /// Takes lanes that ended away.
  void end(int mask) {
    alive &= ~mask;
    var split = split();
    split.end(mask);
    if (split.lanes() == 0) {
      splits.remove(current);
      current = 0;
    }
    block.ended(Integer.bitCount(mask));
  }

  /// Takes lanes that ended away, of a warp whose threads run by themselves.
  void drop(int mask) {
    alive &= ~mask;
    block.ended(Integer.bitCount(mask));
  }

  /// Goes on with the next split that can go on.
  ///
  /// @return whether there is one
  boolean turn() {
    for (int i = 1; i <= splits.size(); i++) {
      int candidate = (current + i) % splits.size();
      if (runnable(splits.get(candidate))) {
        current = candidate;
        return true;
      }
    }
    return false;
  }

  /// Whether one of its splits can execute something now.
  public boolean ready() {
    return !splits.isEmpty() && (runnable(split()) || turn());
  }

  private boolean runnable(Split split) {
    return !split.gathering
        && (split.barrier < 0 || block.barriers[split.barrier].phase != split.phase);
  }

  /// Lanes that wait at meeting places become splits of their own, so that they can go on.
  void partAll() {
    var split = split();
    for (var other = split.part(); other != null; other = split.part()) {
      splits.add(other);
    }
  }

  /// Splits that stand at one place on the same way become one.
  void join(Split into) {
    for (int i = splits.size() - 1; i >= 0; i--) {
      var other = splits.get(i);
      if (other != into && other.barrier < 0 && !other.gathering && into.alike(other)) {
        into.join(other);
        splits.remove(i);
      }
    }
    current = splits.indexOf(into);
  }

  /// The number of a lane's thread within the block.
  int thread(int lane) {
    return index * Grid.WARP + lane;
  }
}
