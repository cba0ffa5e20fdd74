package org.ashlar.compiler;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The compilations that are using blocks now, so that a block that leaves can wait for them.
final class InFlight {
  private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);

  private final Set<CountDownLatch> running = ConcurrentHashMap.newKeySet();
  private final Duration drain;

  InFlight(Duration drain) {
    this.drain = drain;
  }

  <T> T during(Supplier<T> work) {
    var latch = new CountDownLatch(1);
    running.add(latch);
    try {
      return work.get();
    } finally {
      running.remove(latch);
      latch.countDown();
    }
  }

  /// Waits until what runs now has ended, at most as long as an old epoch may drain.
  void await(String leaving) {
    long end = System.nanoTime() + drain.toNanos();
    try {
      for (var latch : Set.copyOf(running)) {
        if (!latch.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          LOG.warn(
              "compiler: {} leaves, and a compilation still uses it after {} ms",
              leaving,
              drain.toMillis());
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
