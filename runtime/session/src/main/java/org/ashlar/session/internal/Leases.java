package org.ashlar.session.internal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Counts who uses something, and waits for the last of them once nobody new may.
final class Leases {
  private final Object monitor = new Object();
  private final Set<Thread> holders = ConcurrentHashMap.newKeySet();
  private boolean closed;
  private int out;

  /// One more user, unless closed.
  boolean take() {
    synchronized (monitor) {
      if (closed) {
        return false;
      }
      out++;
    }
    holders.add(Thread.currentThread());
    return true;
  }

  /// One more user beside this one, for a thread that goes on when this one gives up; {@link #give}
  /// ends it too.
  void share() {
    synchronized (monitor) {
      out++;
    }
  }

  /// This thread uses what {@link #share} counted: it must not wait for itself.
  void join() {
    holders.add(Thread.currentThread());
  }

  void give() {
    holders.remove(Thread.currentThread());
    synchronized (monitor) {
      out--;
      if (closed && out == 0) {
        monitor.notifyAll();
      }
    }
  }

  /// Refuses new users.
  ///
  /// @return how many are left
  int close() {
    synchronized (monitor) {
      closed = true;
      return out;
    }
  }

  /// Waits for the last user; false when the limit passed, or when this thread is one itself and
  /// would wait for ever.
  boolean drain(Duration limit) {
    if (holders.contains(Thread.currentThread())) {
      return false;
    }
    long end = System.nanoTime() + limit.toNanos();
    synchronized (monitor) {
      while (out > 0) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        try {
          monitor.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }
  }
}
