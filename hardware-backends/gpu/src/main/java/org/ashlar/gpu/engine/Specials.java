package org.ashlar.gpu.engine;

/// What special registers hold.
final class Specials {
  private Specials() {}

  /// Whether it must be read anew each time.
  static boolean moves(String name) {
    return name.startsWith("%clock") || name.startsWith("%globaltimer");
  }

  static long value(String name, Warp warp, int lane) {
    var grid = warp.block.grid();
    var block = warp.block.place;
    var threads = grid.threads();
    var blocks = grid.blocks();
    int thread = warp.thread(lane);
    return switch (name) {
      case "%tid.x" -> thread % threads.x();
      case "%tid.y" -> thread / threads.x() % threads.y();
      case "%tid.z" -> thread / (threads.x() * threads.y());
      case "%ntid.x" -> threads.x();
      case "%ntid.y" -> threads.y();
      case "%ntid.z" -> threads.z();
      case "%ctaid.x" -> block.x();
      case "%ctaid.y" -> block.y();
      case "%ctaid.z" -> block.z();
      case "%nctaid.x" -> blocks.x();
      case "%nctaid.y" -> blocks.y();
      case "%nctaid.z" -> blocks.z();
      case "%laneid" -> lane;
      case "%warpid" -> warp.index;
      case "%nwarpid" -> grid.warpsOfBlock();
      case "%smid" -> 0;
      case "%nsmid" -> 1;
      case "%gridid" -> 1;
      case "%lanemask_eq" -> 1L << lane;
      case "%lanemask_lt" -> (1L << lane) - 1;
      case "%lanemask_le" -> (2L << lane) - 1;
      case "%lanemask_gt" -> 0xFFFFFFFFL & ~((2L << lane) - 1);
      case "%lanemask_ge" -> 0xFFFFFFFFL & ~((1L << lane) - 1);
      case "%dynamic_smem_size" -> grid.sharedBytes();
      case "%total_smem_size" -> warp.block.kernel().sharedBytes() + grid.sharedBytes();
      case "%clock" -> warp.block.launch.clock(warp) & 0xFFFFFFFFL;
      case "%clock_hi" -> warp.block.launch.clock(warp) >>> 32;
      case "%clock64", "%globaltimer" -> warp.block.launch.clock(warp);
      case "%globaltimer_lo" -> warp.block.launch.clock(warp) & 0xFFFFFFFFL;
      case "%globaltimer_hi" -> warp.block.launch.clock(warp) >>> 32;
      default ->
          throw new IllegalArgumentException(
              "special register " + name + ": the simulator does not have it");
    };
  }
}
