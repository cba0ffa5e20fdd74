package org.ashlar.gpu.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Records of warps that are stepped while somebody reads them, and forgets what was read.
public final class Tape implements Watch {
  private final Map<Block, WarpRecord[]> records = new ConcurrentHashMap<>();

  @Override
  public boolean executions() {
    return true;
  }

  @Override
  public void began(Block block) {
    var all = new WarpRecord[block.grid().warpsOfBlock()];
    for (int i = 0; i < all.length; i++) {
      all[i] = new WarpRecord(block.index(), i);
    }
    records.put(block, all);
  }

  @Override
  public void executed(Warp warp, int instruction, int mask, boolean memory) {
    var all = records.get(warp.block());
    if (all != null) {
      all[warp.index()].add(instruction, mask, warp.addresses, memory);
    }
  }

  /// The records of a block's warps, from its first step on; after [#drop] it has none.
  public WarpRecord[] of(Block block) {
    var all = records.get(block);
    if (all == null) {
      throw new IllegalArgumentException("block " + block.index() + ": is not on this tape");
    }
    return all;
  }

  /// Forgets a block that ended.
  public void drop(Block block) {
    records.remove(block);
  }
}
