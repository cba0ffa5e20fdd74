package org.ashlar.cpu.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory on pages of 2 MiB where the system gives them: large operands miss the address cache
/// less.
@SuppressWarnings("restricted")
public final class LargePages {
  private static final long LARGE = 2 << 20;

  private final Linux linux = new Linux();

  /// Zeroed memory that begins at a multiple of 2 MiB and is given back with its arena.
  ///
  /// @throws MachineCodeRefused on systems that we do not know
  public MemorySegment allocate(long bytes, Arena arena) {
    // no more than the block itself: what lies behind it would count as used
    long whole = (bytes + LARGE + Linux.PAGE - 1) / Linux.PAGE * Linux.PAGE;
    var mapped = linux.map(whole);
    long address = mapped.address();
    long start = (address + LARGE - 1) / LARGE * LARGE;
    linux.wishHugePages(mapped.asSlice(start - address, address + whole - start));
    return mapped
        .reinterpret(whole, arena, _ -> linux.unmap(address, whole))
        .asSlice(start - address, bytes);
  }
}
