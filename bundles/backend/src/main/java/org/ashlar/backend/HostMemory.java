package org.ashlar.backend;

import java.lang.foreign.MemorySegment;

/// Bytes of the host, owned by somebody else.
public record HostMemory(MemorySegment segment) implements Memory {
  @Override
  public long bytes() {
    return segment.byteSize();
  }

  @Override
  public HostMemory slice(long offset, long bytes) {
    return new HostMemory(segment.asSlice(offset, bytes));
  }

  @Override
  public void close() {}
}
