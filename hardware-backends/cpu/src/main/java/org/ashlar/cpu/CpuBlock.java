package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.util.function.Consumer;

/// A block of memory that stays mapped while anybody holds it: its owner until it is closed, and
/// each run that works on it, since machine code would not notice that it is gone.
final class CpuBlock {
  private final Arena arena;
  private final Consumer<CpuBlock> freed;
  private int holders = 1;
  private boolean closed;

  /// @param freed called when the memory is given back
  CpuBlock(Arena arena, Consumer<CpuBlock> freed) {
    this.arena = arena;
    this.freed = freed;
  }

  /// Keeps the memory for a run.
  ///
  /// @throws IllegalStateException when its owner has closed it
  synchronized void hold() {
    if (closed) {
      throw new IllegalStateException("cpu: the memory is closed");
    }
    holders++;
  }

  void drop() {
    boolean last;
    synchronized (this) {
      last = --holders == 0;
    }
    if (last) {
      arena.close();
      freed.accept(this);
    }
  }

  /// Ends the owner's use; again: nothing.
  void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    drop();
  }
}
