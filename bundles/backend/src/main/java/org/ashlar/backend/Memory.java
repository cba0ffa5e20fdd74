package org.ashlar.backend;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ConsumerType;

/// A range of bytes on a device or on the host.
@ConsumerType
public interface Memory extends AutoCloseable {
  long bytes();

  /// The part of this memory that starts at `offset`; valid as long as this is.
  Memory slice(long offset, long bytes);

  /// Gives the memory back. Slices and host memory have nothing to give back.
  @Override
  void close();

  /// Memory that the host already has.
  static HostMemory ofHost(MemorySegment segment) {
    return new HostMemory(segment);
  }
}
