package org.ashlar.models.conform;

import java.util.concurrent.LinkedBlockingQueue;

/// A thread that does what it is given, until it is left.
final class Worker {
  private static final Runnable END = () -> {};

  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;

  Worker() {
    thread = Thread.ofPlatform().name("ashlar-conform-work").daemon(true).start(this::work);
  }

  void offer(Runnable task) {
    tasks.add(task);
  }

  /// It ends after what it does now; a hint to hurry is all that can be given.
  void leave() {
    tasks.add(END);
    thread.interrupt();
  }

  private void work() {
    try {
      for (var task = tasks.take(); task != END; task = tasks.take()) {
        task.run();
      }
    } catch (InterruptedException left) {
      Thread.currentThread().interrupt();
    }
  }
}
