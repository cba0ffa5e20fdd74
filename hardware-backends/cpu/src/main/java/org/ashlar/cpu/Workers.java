package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The threads of a device that share its parallel loops with whoever runs a kernel.
///
/// They spin for a short while after work, since the next loop mostly follows at once, then park.
/// One loop is shared at a time; a caller that finds them busy runs its loop alone. Platform
/// threads, ended by {@link #close}; they hold no context class loader and no inherited thread
/// locals.
final class Workers implements AutoCloseable {
  /// Nobody: every loop runs on the caller's thread.
  static final Workers NONE = new Workers("none", 0);

  private static final long SPIN = 100_000;

  private final List<Thread> threads = new ArrayList<>();
  private final List<Frame> frames = new ArrayList<>();
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicReference<Shared> current = new AtomicReference<>(Shared.NOTHING);
  private volatile boolean closed;
  private volatile int parked;

  /// @param helpers threads besides the caller's
  Workers(String name, int helpers) {
    for (int i = 0; i < helpers; i++) {
      var frame = new Frame();
      frames.add(frame);
      var thread =
          Thread.ofPlatform()
              .daemon(true)
              .inheritInheritableThreadLocals(false)
              .name("ashlar-cpu-" + name + "-" + (i + 1))
              .unstarted(() -> help(frame));
      thread.setContextClassLoader(null);
      threads.add(thread);
      thread.start();
    }
  }

  /// Shares a loop and returns when all of it is done; false, with nothing done, when the workers
  /// are busy or none.
  boolean run(
      Frame caller,
      Code code,
      int loop,
      long extent,
      long grain,
      MemorySegment[] memories,
      long[] numbers) {
    if (threads.isEmpty() || closed || !turn.tryLock()) {
      return false;
    }
    try {
      // four parts a thread even out what other programs take from a core
      long size = Math.max(grain, Math.ceilDiv(extent, 4L * (threads.size() + 1)));
      var shared =
          new Shared(code, loop, extent, size, memories, numbers, caller.work(), caller.kernel());
      shared.own();
      current.set(shared);
      if (parked > 0) {
        threads.forEach(LockSupport::unpark);
      }
      shared.work(caller);
      shared.await();
      return true;
    } finally {
      // the memories must not be held by a worker that sleeps
      current.set(Shared.NOTHING);
      turn.unlock();
    }
  }

  private void help(Frame frame) {
    var last = Shared.NOTHING;
    long since = System.nanoTime();
    while (!closed) {
      var shared = Objects.requireNonNull(current.get());
      if (shared != last && shared != Shared.NOTHING) {
        frame.enter(shared.run, shared.kernel, NONE);
        shared.work(frame);
        frame.enter(Work.NONE, 0, NONE);
        last = shared;
        since = System.nanoTime();
      } else if (System.nanoTime() - since < SPIN) {
        Thread.onSpinWait();
      } else {
        last = Shared.NOTHING;
        rest(shared);
        since = System.nanoTime();
      }
    }
  }

  /// Sleeps until there is something else to do.
  private void rest(Shared seen) {
    synchronized (frames) {
      parked++;
    }
    try {
      while (!closed && (current.get() == Shared.NOTHING || current.get() == seen)) {
        LockSupport.park(this);
      }
    } finally {
      synchronized (frames) {
        parked--;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(LockSupport::unpark);
    for (var thread : threads) {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    frames.forEach(Frame::close);
    frames.clear();
  }
}
