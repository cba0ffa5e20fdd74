package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Pieces of work that do not depend on each other, done on several threads while the caller waits.
/// Their stacks are large: generators recurse along deep kernels.
final class Together {
  private static final long STACK = 256L << 20;

  private Together() {}

  /// The results, in the order of the pieces. What the first piece that failed threw is thrown,
  /// when all have ended.
  static <T> List<T> all(String name, int threads, List<Supplier<T>> pieces) {
    var tasks = pieces.stream().map(piece -> new FutureTask<T>(piece::get)).toList();
    var next = new AtomicInteger();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
            tasks.get(i).run();
          }
        };
    var others = new ArrayList<Thread>();
    for (int i = 1; i < Math.min(threads, tasks.size()); i++) {
      var thread = deep("ashlar " + name, work);
      thread.start();
      others.add(thread);
    }
    work.run();
    others.forEach(Workers::join);
    return tasks.stream().map(Together::result).toList();
  }

  private static <T> T result(FutureTask<T> task) {
    if (task.state() == FutureTask.State.SUCCESS) {
      return task.resultNow();
    }
    switch (task.exceptionNow()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /// Frameworks may keep a thread that loaded classes together with another one. So it is of no
  /// class of ours, and forgets at its end what it did.
  private static Thread deep(String name, Runnable work) {
    var thread = new Thread(null, new FutureTask<@Nullable Void>(work, null), name, STACK, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }
}
