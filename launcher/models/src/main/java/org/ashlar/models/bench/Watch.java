package org.ashlar.models.bench;

import java.time.Duration;

/// Ends a process that says nothing for too long.
final class Watch {
  private final Thread thread;
  private volatile long since = System.nanoTime();

  Watch(Process process, Duration limit, Runnable late) {
    thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (System.nanoTime() - since < limit.toNanos()) {
                  Thread.sleep(200);
                }
                late.run();
                process.destroyForcibly();
              } catch (InterruptedException ended) {
                // the process came to its own end
              }
            });
  }

  /// It said something.
  void again() {
    since = System.nanoTime();
  }

  void end() {
    thread.interrupt();
  }
}
