package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import org.ashlar.backend.Memory;

/// Memory of a device, or a part of one.
///
/// @param release gives the whole back; does nothing for parts
record CpuMemory(CpuDevice device, MemorySegment segment, Runnable release) implements Memory {
  @Override
  public long bytes() {
    return segment.byteSize();
  }

  @Override
  public CpuMemory slice(long offset, long bytes) {
    return new CpuMemory(device, segment.asSlice(offset, bytes), () -> {});
  }

  @Override
  public void close() {
    release.run();
  }
}
