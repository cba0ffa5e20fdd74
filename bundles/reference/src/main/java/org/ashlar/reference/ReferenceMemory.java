package org.ashlar.reference;

import java.lang.foreign.MemorySegment;
import org.ashlar.backend.Memory;

/// A range of a device's memory.
final class ReferenceMemory implements Memory {
  private final ReferenceDevice device;
  private final MemorySegment segment;
  private final Runnable free;

  ReferenceMemory(ReferenceDevice device, MemorySegment segment, Runnable free) {
    this.device = device;
    this.segment = segment;
    this.free = free;
  }

  ReferenceDevice device() {
    return device;
  }

  MemorySegment segment() {
    return segment;
  }

  @Override
  public long bytes() {
    return segment.byteSize();
  }

  @Override
  public Memory slice(long offset, long bytes) {
    return new ReferenceMemory(device, segment.asSlice(offset, bytes), () -> {});
  }

  @Override
  public void close() {
    free.run();
  }
}
