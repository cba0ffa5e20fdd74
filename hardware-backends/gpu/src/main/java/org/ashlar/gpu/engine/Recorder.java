package org.ashlar.gpu.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/// Records what the warps of blocks execute, and hands each block's records over when it ends.
public final class Recorder implements Watch {
  private final LongPredicate wanted;
  private final Consumer<List<WarpRecord>> taker;
  private final Map<Block, List<WarpRecord>> open = new HashMap<>();

  /// @param wanted indices of the blocks to record
  /// @param taker gets the records of a block, one a warp
  public Recorder(LongPredicate wanted, Consumer<List<WarpRecord>> taker) {
    this.wanted = wanted;
    this.taker = taker;
  }

  @Override
  public boolean executions() {
    return true;
  }

  @Override
  public void began(Block block) {
    if (wanted.test(block.index())) {
      var records = new ArrayList<WarpRecord>();
      for (int i = 0; i < block.grid().warpsOfBlock(); i++) {
        records.add(new WarpRecord(block.index(), i));
      }
      open.put(block, records);
    }
  }

  @Override
  public void executed(Warp warp, int instruction, int mask, boolean memory) {
    var records = open.get(warp.block());
    if (records != null) {
      records.get(warp.index()).add(instruction, mask, warp.addresses, memory);
    }
  }

  @Override
  public void ended(Block block) {
    var records = open.remove(block);
    if (records != null) {
      taker.accept(records);
    }
  }
}
