package org.ashlar.gpu;

import org.ashlar.backend.Memory;

/// A range of a card's memory.
final class GpuMemory implements Memory {
  private final GpuDevice device;
  private final long address;
  private final long bytes;
  private final Runnable free;

  GpuMemory(GpuDevice device, long address, long bytes, Runnable free) {
    this.device = device;
    this.address = address;
    this.bytes = bytes;
    this.free = free;
  }

  GpuDevice device() {
    return device;
  }

  /// As the card's programs see it.
  long address() {
    return address;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Memory slice(long offset, long length) {
    if (offset < 0 || length < 0 || offset > bytes - length) {
      throw new IndexOutOfBoundsException(
          "memory of %d bytes: a slice of %d from %d reaches outside"
              .formatted(bytes, length, offset));
    }
    return new GpuMemory(device, address + offset, length, () -> {});
  }

  @Override
  public void close() {
    free.run();
  }
}
