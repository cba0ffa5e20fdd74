package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks after runs whose threads are busy in machine code for long: stops each when its time is
/// over. One thread for all of a device, from the first such run on; it sleeps until the next limit
/// passes.
final class Watch implements AutoCloseable {
  private static final long MOST = 60_000_000_000L;

  private final String name;
  private final List<Work> works = new ArrayList<>();
  private @Nullable Thread thread;
  private boolean closed;
  private long wake;

  Watch(String name) {
    this.name = name;
  }

  /// Looks after a run that has begun, until {@link #end}.
  synchronized void begin(Work work) {
    works.add(work);
    long deadline = work.deadline();
    if (deadline == Long.MAX_VALUE || closed) {
      return;
    }
    if (thread == null) {
      thread =
          Thread.ofPlatform()
              .daemon(true)
              .inheritInheritableThreadLocals(false)
              .name("ashlar-cpu-" + name + "-watch")
              .unstarted(this::look);
      thread.setContextClassLoader(null);
      thread.start();
    } else if (deadline - wake < 0) {
      notifyAll();
    }
  }

  synchronized void end(Work work) {
    for (int i = works.size() - 1; i >= 0; i--) {
      if (works.get(i) == work) {
        works.set(i, works.getLast());
        works.removeLast();
        return;
      }
    }
  }

  private synchronized void look() {
    try {
      while (!closed) {
        long now = System.nanoTime();
        wake = now + MOST;
        for (var work : works) {
          long deadline = work.deadline();
          if (!work.isLate() && deadline != Long.MAX_VALUE && deadline - wake < 0) {
            wake = deadline;
          }
        }
        wait(Math.max(1, (wake - now) / 1_000_000 + 1));
      }
    } catch (InterruptedException _) {
      // nobody does that: closing ends it
    }
  }

  @Override
  public void close() {
    Thread ends;
    synchronized (this) {
      closed = true;
      notifyAll();
      if (thread == null) {
        return;
      }
      ends = thread;
    }
    Workers.join(ends);
  }
}
