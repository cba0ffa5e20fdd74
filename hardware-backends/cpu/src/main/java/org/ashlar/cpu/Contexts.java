package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// Small pieces of memory out of large ones, freed together when none can be reached.
final class Contexts implements SegmentAllocator {
  private static final long CHUNK = 4096;

  private final Arena arena = Arena.ofAuto();
  private MemorySegment chunk = MemorySegment.NULL;
  private long top;

  @Override
  public MemorySegment allocate(long bytes, long alignment) {
    long at = (top + alignment - 1) & -alignment;
    if (at + bytes > chunk.byteSize()) {
      chunk = arena.allocate(Math.max(CHUNK, bytes), Math.max(64, alignment));
      at = 0;
    }
    top = at + bytes;
    return chunk.asSlice(at, bytes);
  }
}
