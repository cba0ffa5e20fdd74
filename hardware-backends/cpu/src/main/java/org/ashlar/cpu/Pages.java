package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.ashlar.cpu.machine.LargePages;
import org.ashlar.cpu.machine.MachineCodeRefused;

/// Where a device's memory comes from: large blocks straight from the system where we know it, on
/// large pages and without a pass over them to make them zero; all else from the virtual machine.
final class Pages {
  private static final long LARGE = 1 << 20;

  private final Optional<LargePages> system = system();

  private static Optional<LargePages> system() {
    try {
      return Optional.of(new LargePages());
    } catch (MachineCodeRefused _) {
      return Optional.empty();
    }
  }

  /// Memory aligned to 64 bytes, given back with its arena.
  MemorySegment allocate(long bytes, Arena arena) {
    if (bytes < LARGE || system.isEmpty()) {
      return arena.allocate(bytes, 64);
    }
    try {
      return system.get().allocate(bytes, arena);
    } catch (MachineCodeRefused e) {
      throw new OutOfMemoryError(e.getMessage());
    }
  }
}
