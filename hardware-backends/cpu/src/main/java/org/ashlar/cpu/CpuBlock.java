package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A block of memory that stays mapped while anybody holds it: its owner until it is closed, and
/// each run that works on it, since machine code would not notice that it is gone.
final class CpuBlock {
  /// Added once its owner has closed it.
  private static final long CLOSED = 1L << 40;

  private final Arena arena;
  private final Consumer<CpuBlock> freed;
  private final AtomicLong holders = new AtomicLong(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  /// @param freed called when the memory is given back
  CpuBlock(Arena arena, Consumer<CpuBlock> freed) {
    this.arena = arena;
    this.freed = freed;
  }

  /// Keeps the memory for a run.
  ///
  /// @throws IllegalStateException when its owner has closed it
  void hold() {
    while (true) {
      long now = holders.get();
      if (now >= CLOSED) {
        throw new IllegalStateException("cpu: the memory is closed");
      }
      if (holders.compareAndSet(now, now + 1)) {
        return;
      }
    }
  }

  void drop() {
    if (holders.decrementAndGet() == CLOSED) {
      arena.close();
      freed.accept(this);
    }
  }

  /// Ends the owner's use; again: nothing.
  void close() {
    if (closed.compareAndSet(false, true)) {
      holders.addAndGet(CLOSED);
      drop();
    }
  }
}
