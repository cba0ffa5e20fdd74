package org.ashlar.gpu.engine;

import java.util.ArrayDeque;
import java.util.stream.Collectors;

/// Runs all blocks of a launch through the interpreter, in the order of their indices.
///
/// A block runs until it ends. One whose threads only spin makes room for those behind it and goes
/// on later, so that blocks may wait for each other.
public final class GridRun {
  /// Rounds over the warps of a block in which all only spin, before another block is tried.
  private static final int PATIENCE = 64;

  /// Rounds over all blocks in which none ends, before the launch is given up.
  private static final long LIMIT = 1_000_000;

  private GridRun() {}

  /// Runs all blocks; gives the instructions that warps executed.
  public static long run(Launch launch) {
    long blocks = launch.grid().blocks().count();
    long issued = 0;
    var spinning = new ArrayDeque<Block>();
    var stores = new ArrayDeque<Store>();
    var owned = new java.util.IdentityHashMap<Block, Store>();
    try {
      long next = 0;
      long idle = 0;
      while (!launch.stopped() && (next < blocks || !spinning.isEmpty())) {
        Block block;
        if (next < blocks) {
          var store = stores.isEmpty() ? new Store(launch.kernel(), launch.grid()) : stores.pop();
          block = new Block(launch, next++, store);
          owned.put(block, store);
        } else {
          block = spinning.poll();
        }
        if (run(block)) {
          idle = 0;
          for (var warp : block.warps()) {
            issued += warp.issued;
          }
          launch.watch().ended(block);
          var store = owned.remove(block);
          if (store != null) {
            stores.push(store);
          }
        } else {
          spinning.add(block);
          if (++idle > LIMIT) {
            throw new IllegalArgumentException(
                launch.kernel().name()
                    + ": some thread must make progress: all spin, the first at "
                    + spots(block));
          }
        }
      }
      return issued;
    } finally {
      stores.forEach(Store::close);
      owned.values().forEach(Store::close);
    }
  }

  /// Runs one block alone, for who looks at some blocks of a grid only.
  ///
  /// @return instructions that its warps executed
  public static long run(Launch launch, long index) {
    try (var store = new Store(launch.kernel(), launch.grid())) {
      var block = new Block(launch, index, store);
      if (!run(block)) {
        throw new IllegalArgumentException(
            launch.kernel().name()
                + ": a block that runs alone must end: it spins at "
                + spots(block));
      }
      launch.watch().ended(block);
      return block.warps().stream().mapToLong(warp -> warp.issued).sum();
    }
  }

  /// Runs a block until it ends, or, which is false, until its threads only spin.
  public static boolean run(Block block) {
    for (int round = 0; round < PATIENCE; ) {
      boolean ran = false;
      boolean spins = true;
      for (var warp : block.warps()) {
        if (warp.ended()) {
          continue;
        }
        long before = warp.issued;
        var outcome = Interpreter.run(warp);
        ran |= warp.issued != before || outcome == Interpreter.Outcome.ENDED;
        spins &=
            outcome == Interpreter.Outcome.YIELDS
                || outcome == Interpreter.Outcome.WAITS && warp.issued == before;
      }
      if (block.ended()) {
        return true;
      }
      if (!ran) {
        throw new Fault(
            stuck(block),
            "deadlock: every thread that has not ended waits, and nobody is left to come: "
                + spots(block));
      }
      round = spins ? round + 1 : 0;
    }
    return false;
  }

  private static Where stuck(Block block) {
    for (var warp : block.warps()) {
      if (!warp.ended()) {
        return block.where(warp, warp.place(), Integer.numberOfTrailingZeros(warp.mask()));
      }
    }
    throw new IllegalStateException("block: it ended");
  }

  private static String spots(Block block) {
    return block.warps().stream()
        .filter(w -> !w.ended())
        .limit(4)
        .map(w ->
            "warp "
                + w.index
                + " at line "
                + block.kernel().step(w.place()).instruction().position().line())
        .collect(Collectors.joining(", "));
  }
}
