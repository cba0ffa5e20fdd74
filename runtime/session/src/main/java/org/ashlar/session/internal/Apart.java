package org.ashlar.session.internal;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.ashlar.backend.LaunchException;

/// Calls into code that may never come back, on a thread that can be left behind.
final class Apart {
  private Apart() {}

  /// What `work` returns or throws.
  ///
  /// @param who is named when the limit passes
  /// @throws LaunchException late, when the limit passed; the thread goes on until the code returns
  static <T> T call(Supplier<T> work, Duration limit, String who) {
    var task = new FutureTask<>(work::get);
    Thread.ofPlatform().name("ashlar-apart").daemon(true).start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw LaunchException.late(who + ": did not come back within " + limit.toMillis() + " ms");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException(who + ": the calling thread was interrupted");
    }
  }
}
