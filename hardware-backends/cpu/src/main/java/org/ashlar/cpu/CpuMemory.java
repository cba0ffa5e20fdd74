package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import org.ashlar.backend.Memory;

/// Memory of a device, or a part of one.
///
/// @param isWhole whether closing it gives the block back; parts do not
record CpuMemory(CpuDevice device, MemorySegment segment, CpuBlock block, boolean isWhole)
    implements Memory {
  @Override
  public long bytes() {
    return segment.byteSize();
  }

  @Override
  public CpuMemory slice(long offset, long bytes) {
    return new CpuMemory(device, segment.asSlice(offset, bytes), block, false);
  }

  @Override
  public void close() {
    if (isWhole) {
      block.close();
    }
  }
}
