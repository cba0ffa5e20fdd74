package org.ashlar.gpu.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The memory of one block while it runs, used again by the next of the same launch: registers,
/// shared and local memory.
final class Store implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment shared;
  private final MemorySegment local;
  private final long[][] registers;

  Store(Kernel kernel, Grid grid) {
    this(kernel, grid, Arena.ofShared());
  }

  /// @param arena whose memory it takes; one that ends by itself needs no [#close]
  Store(Kernel kernel, Grid grid, Arena arena) {
    this.arena = arena;
    // Room to spare, so that what is wide may begin at the last byte and still be caught by the
    // check.
    shared = arena.allocate(Math.max(64, kernel.sharedBytes() + grid.sharedBytes()), 128);
    local = arena.allocate(Math.max(64, (long) kernel.localBytes() * grid.threadsOfBlock()), 64);
    registers = new long[grid.warpsOfBlock()][kernel.registerWords()];
  }

  MemorySegment shared() {
    return shared;
  }

  MemorySegment local() {
    return local;
  }

  long[] registers(int warp) {
    return registers[warp];
  }

  @Override
  public void close() {
    arena.close();
  }
}
