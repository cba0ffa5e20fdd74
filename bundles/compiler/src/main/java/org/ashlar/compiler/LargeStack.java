package org.ashlar.compiler;

import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Work on a thread with a large stack, for walks of blocks that recurse along deep expressions.
///
/// The caller waits, so no thread is left behind; the stack is reserved address space, used only as
/// deep as the work goes.
final class LargeStack {
  /// Half a million frames of some 500 bytes.
  private static final long BYTES = 256L << 20;

  private LargeStack() {}

  static <T> T call(String name, Supplier<T> work) {
    if (Thread.currentThread() instanceof Deep) {
      return work.get();
    }
    var task = new FutureTask<T>(work::get);
    var thread = new Deep(name, task);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
    join(thread);
    return switch (task.state()) {
      case SUCCESS -> task.resultNow();
      case FAILED -> throw thrown(task.exceptionNow());
      case RUNNING, CANCELLED ->
          throw new IllegalStateException(name + ": the thread ended before its work");
    };
  }

  private static RuntimeException thrown(Throwable e) {
    return switch (e) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      default -> new IllegalStateException(e.toString());
    };
  }

  /// Waits to the end also when interrupted: the work uses blocks that the caller holds only that
  /// long.
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Deep extends Thread {
    Deep(String name, Runnable work) {
      super(null, work, "ashlar " + name, BYTES, false);
      setDaemon(true);
    }
  }
}
