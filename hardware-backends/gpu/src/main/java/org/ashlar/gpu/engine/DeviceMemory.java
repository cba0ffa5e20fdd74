package org.ashlar.gpu.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The memory of the card: one arena outside the heap, with addresses from [Windows#GLOBAL] on.
///
/// Allocations are multiples of 256 bytes with as much between them, so that an index that is a
/// little too large meets nobody's data. It grows between launches, addresses staying; it is not
/// safe for several threads to allocate at once.
public final class DeviceMemory implements AutoCloseable {
  private static final long GRAIN = 256;

  private final TreeMap<Long, Long> taken = new TreeMap<>();
  private final long most;
  private Arena arena = Arena.ofShared();
  private MemorySegment segment;

  /// @param most bytes that it may grow to
  public DeviceMemory(long most) {
    this.most = most;
    this.segment = arena.allocate(Math.min(most, 1 << 20), 64);
  }

  /// Zeroed memory.
  ///
  /// @return its device address
  public long allocate(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("device memory: bytes to allocate: " + bytes);
    }
    long need = round(Math.max(bytes, 1)) + GRAIN;
    long at = GRAIN;
    for (var each : taken.entrySet()) {
      if (each.getKey() - at >= need) {
        break;
      }
      at = each.getKey() + round(Math.max(each.getValue(), 1)) + GRAIN;
    }
    if (at + need > most) {
      throw new IllegalArgumentException(
          "device memory: all allocations fit into " + most + " bytes: " + bytes + " more do not");
    }
    grow(at + need);
    taken.put(at, bytes);
    segment.asSlice(at, round(Math.max(bytes, 1))).fill((byte) 0);
    return Windows.GLOBAL + at;
  }

  /// Gives memory back.
  public void free(long address) {
    if (taken.remove(address - Windows.GLOBAL) == null) {
      throw new IllegalArgumentException(
          "device memory: only what was allocated is freed: 0x" + Long.toHexString(address));
    }
  }

  /// The bytes from an address on, to be read and written by the host.
  public MemorySegment at(long address, long bytes) {
    return segment.asSlice(address - Windows.GLOBAL, bytes);
  }

  public void write(long address, MemorySegment from) {
    MemorySegment.copy(from, 0, segment, address - Windows.GLOBAL, from.byteSize());
  }

  public byte[] read(long address, long bytes) {
    return at(address, bytes).toArray(ValueLayout.JAVA_BYTE);
  }

  /// The allocation in which an address lies: its address and bytes.
  public Optional<Map.Entry<Long, Long>> owner(long address) {
    var below = taken.floorEntry(address - Windows.GLOBAL);
    if (below == null || address - Windows.GLOBAL >= below.getKey() + below.getValue()) {
      return Optional.empty();
    }
    return Optional.of(Map.entry(below.getKey() + Windows.GLOBAL, below.getValue()));
  }

  /// All of it, from the first address on; another one after each allocation.
  MemorySegment segment() {
    return segment;
  }

  private void grow(long bytes) {
    if (bytes <= segment.byteSize()) {
      return;
    }
    var larger = Arena.ofShared();
    var next = larger.allocate(Math.min(most, Math.max(bytes, segment.byteSize() * 2)), 64);
    MemorySegment.copy(segment, 0, next, 0, segment.byteSize());
    arena.close();
    arena = larger;
    segment = next;
  }

  private static long round(long bytes) {
    return (bytes + GRAIN - 1) / GRAIN * GRAIN;
  }

  @Override
  public void close() {
    arena.close();
  }
}
