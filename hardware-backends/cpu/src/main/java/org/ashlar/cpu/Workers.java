package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
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
  private volatile Shared current = Shared.NOTHING;

  /// Grows with each loop that is shared.
  private volatile long loops;

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

  /// How many there are.
  int count() {
    return threads.size();
  }

  /// The iterations of one part of a loop: four parts a thread even out what other programs take
  /// from a core.
  long part(long extent, long grain) {
    return Math.max(grain, Math.ceilDiv(extent, 4L * (threads.size() + 1)));
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
    if (threads.isEmpty()) {
      return false;
    }
    return run(
        caller,
        new Shared(
            code,
            loop,
            extent,
            part(extent, grain),
            memories,
            numbers,
            caller.work(),
            caller.kernel(),
            caller.held()));
  }

  /// The same for a loop that is known.
  boolean run(Frame caller, Shared shared) {
    if (threads.isEmpty() || closed || turn.isHeldByCurrentThread() || !turn.tryLock()) {
      return false;
    }
    try {
      shared.open();
      current = shared;
      loops++;
      wake();
      shared.work(caller);
      shared.await();
      return true;
    } finally {
      // the memories must not be held by a worker that sleeps
      current = Shared.NOTHING;
      turn.unlock();
    }
  }

  /// Ends their sleep: there will be work.
  void wake() {
    if (parked > 0) {
      for (var thread : threads) {
        LockSupport.unpark(thread);
      }
    }
  }

  private void help(Frame frame) {
    long seen = 0;
    long since = System.nanoTime();
    while (!closed) {
      long now = loops;
      if (now != seen) {
        seen = now;
        var shared = current;
        if (shared != Shared.NOTHING) {
          frame.enter(shared.run, shared.kernel, NONE);
          shared.work(frame);
          frame.enter(Work.NONE, 0, NONE);
        }
        since = System.nanoTime();
      } else if (System.nanoTime() - since < SPIN) {
        Thread.onSpinWait();
      } else {
        rest(seen);
        since = System.nanoTime();
      }
    }
  }

  /// Sleeps until there is something else to do, or somebody says that there will be.
  private void rest(long seen) {
    synchronized (frames) {
      parked++;
    }
    try {
      if (!closed && loops == seen) {
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
    threads.forEach(Workers::join);
    frames.forEach(Frame::close);
    frames.clear();
  }

  /// Waits for the end of a thread that was told to end.
  static void join(Thread thread) {
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
}
