package org.ashlar.door;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The numbers of a tensor on their way through the door.
///
/// @param dtype its name: `f32`
/// @param sizes of the dimensions, outermost first
/// @param data row-major, little-endian, without gaps; owned by whoever made it
public record Parcel(String dtype, long[] sizes, MemorySegment data) {
  public Parcel {
    sizes = sizes.clone();
  }

  @Override
  public long[] sizes() {
    return sizes.clone();
  }

  /// The same numbers in memory that belongs to nobody else.
  public Parcel copy() {
    var own = Arena.ofAuto().allocate(Math.max(1, data.byteSize()), 64);
    MemorySegment.copy(data, 0, own, 0, data.byteSize());
    return new Parcel(dtype, sizes, own);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return dtype + java.util.Arrays.toString(sizes);
  }
}
