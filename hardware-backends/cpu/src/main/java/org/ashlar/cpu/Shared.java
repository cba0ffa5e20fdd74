package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.ashlar.cpu.machine.Held;
import org.jspecify.annotations.Nullable;

/// A parallel loop: parts of equal size, taken one after the other by whoever is free.
///
/// Each iteration computes what it would compute alone, so results do not depend on who takes what.
/// It may be done again and again, but what it stands for never changes: a thread that comes late
/// finds no part left, or helps with the next time.
final class Shared {
  private static final Code NO_CODE =
      new Code() {
        @Override
        void run(Frame frame, MemorySegment[] parameters, long[] sizes) {}

        @Override
        void part(
            int loop,
            Frame frame,
            long begin,
            long end,
            MemorySegment[] memories,
            long[] numbers) {}
      };

  /// No loop.
  static final Shared NOTHING =
      new Shared(NO_CODE, 0, 0, 1, new MemorySegment[0], new long[0], Work.NONE, 0, Held.NOTHING);

  private static final long SPIN = 20_000;

  final Work run;
  final int kernel;
  private final Code code;
  private final int loop;
  private final long extent;
  private final long size;
  private final MemorySegment[] memories;
  private final long[] numbers;
  private final Held held;
  private final long parts;
  private volatile @Nullable Thread owner;
  private final AtomicLong next;
  private final AtomicLong done = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /// @param size the iterations of a part
  /// @param numbers may change between two times
  /// @param held what must stay while it runs; may change likewise
  Shared(
      Code code,
      int loop,
      long extent,
      long size,
      MemorySegment[] memories,
      long[] numbers,
      Work run,
      int kernel,
      Held held) {
    this.code = code;
    this.loop = loop;
    this.extent = extent;
    this.size = size;
    this.memories = memories;
    this.numbers = numbers;
    this.run = run;
    this.kernel = kernel;
    this.held = held;
    this.parts = Math.ceilDiv(extent, size);
    this.next = new AtomicLong(parts);
  }

  /// Opens it for those who help. This thread is woken at the end.
  void open() {
    owner = Thread.currentThread();
    if (failure.get() != null) {
      failure.set(null);
    }
    done.set(0);
    // last: from now on parts are taken
    next.set(0);
  }

  /// Takes parts until none is left. After a failure the rest is only counted.
  void work(Frame frame) {
    for (long part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
      try {
        if (failure.get() == null) {
          frame.hold(held);
          code.part(
              loop, frame, part * size, Math.min(extent, (part + 1) * size), memories, numbers);
        }
      } catch (Throwable t) {
        failure.compareAndSet(null, t);
      } finally {
        if (done.incrementAndGet() == parts && owner != Thread.currentThread()) {
          LockSupport.unpark(owner);
        }
      }
    }
  }

  /// Waits until every part is done.
  void await() {
    long since = System.nanoTime();
    while (done.get() < parts) {
      if (System.nanoTime() - since < SPIN) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, 100_000);
      }
    }
    owner = null;
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable t -> throw new IllegalStateException(t);
    }
  }
}
