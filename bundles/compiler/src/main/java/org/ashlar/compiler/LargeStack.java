package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Work on a thread with a large stack, for walks of blocks that recurse along deep expressions.
///
/// The caller waits, so no thread is left behind; the stack is reserved address space, used only as
/// deep as the work goes.
final class LargeStack {
  /// Half a million frames of some 500 bytes.
  private static final long BYTES = 256L << 20;

  /// Tells its threads from others.
  private static final ThreadGroup DEEP = new ThreadGroup("ashlar deep");

  private LargeStack() {}

  static <T> T call(String name, Supplier<T> work) {
    if (Thread.currentThread().getThreadGroup() == DEEP) {
      return work.get();
    }
    var task = new FutureTask<T>(work::get);
    var thread = deep(name, task);
    thread.start();
    join(thread);
    return result(name, task);
  }

  /// Does pieces of work that do not depend on each other, on so many threads at most; this one is
  /// among them. What the first piece that failed threw is thrown, when all have ended.
  ///
  /// @return the results in the order of the pieces
  static <T> List<T> all(String name, int threads, List<Supplier<T>> pieces) {
    var tasks = pieces.stream().map(piece -> new FutureTask<T>(piece::get)).toList();
    var next = new AtomicInteger();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
            tasks.get(i).run();
          }
        };
    int most = Math.min(threads, Runtime.getRuntime().availableProcessors());
    var others = new ArrayList<Thread>();
    for (int i = 1; i < Math.min(most, tasks.size()); i++) {
      var thread = deep(name, work);
      thread.start();
      others.add(thread);
    }
    work.run();
    others.forEach(LargeStack::join);
    return tasks.stream().map(task -> result(name, task)).toList();
  }

  private static <T> T result(String name, FutureTask<T> task) {
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

  /// Frameworks may keep a thread that loaded classes together with another one. So it is of no
  /// class of ours, and forgets at its end what it did.
  private static Thread deep(String name, Runnable work) {
    Runnable all =
        () -> {
          work.run();
          Thread.currentThread().setContextClassLoader(null);
        };
    var task = new FutureTask<@Nullable Void>(all, null);
    var thread = new Thread(DEEP, task, "ashlar " + name, BYTES, false);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.setDaemon(true);
    return thread;
  }
}
