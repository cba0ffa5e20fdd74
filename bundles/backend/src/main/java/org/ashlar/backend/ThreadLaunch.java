package org.ashlar.backend;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/// A launch on a thread of its own, which ends with it: for devices that are the host's own
/// threads.
public final class ThreadLaunch implements Launch {
  /// What such a launch does.
  @ConsumerType
  public interface Work {
    /// Does all of it, on the launch's thread.
    ///
    /// @throws LaunchException for what {@link Launch#await} is to tell
    void run();

    /// Asks it to end soon.
    void stop();

    /// What was counted until now.
    Map<String, Number> counters();
  }

  private final String plan;
  private final Work work;
  private final Consumer<ThreadLaunch> whenDone;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable LaunchException failure;

  /// @param plan its name, for messages
  /// @param whenDone called on the launch's thread at its end
  public ThreadLaunch(String plan, Work work, Consumer<ThreadLaunch> whenDone) {
    this.plan = plan;
    this.work = work;
    this.whenDone = whenDone;
  }

  /// Starts the thread. Frameworks may keep a thread that loaded classes together with another one,
  /// so its task forgets the launch at the end.
  ///
  /// @param name of the thread
  /// @param stackBytes of the thread
  public void start(String name, long stackBytes) {
    var task = new FutureTask<@Nullable Void>(this::run, null);
    new Thread(null, task, name, stackBytes).start();
  }

  private void run() {
    try {
      work.run();
    } catch (LaunchException e) {
      failure = e;
    } catch (Throwable e) {
      // whatever it is: an end without an error would pass for a result
      failure = LaunchException.fault("plan " + plan + ": the device failed: " + e);
    } finally {
      whenDone.accept(this);
      done.countDown();
    }
  }

  @Override
  public void await(Duration limit) {
    boolean ended;
    try {
      ended = done.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      work.stop();
      Thread.currentThread().interrupt();
      throw LaunchException.late("plan " + plan + ": interrupted while it ran");
    } catch (ArithmeticException e) {
      // a limit beyond 292 years
      await(Duration.ofNanos(Long.MAX_VALUE));
      return;
    }
    if (!ended) {
      work.stop();
      throw LaunchException.late("plan " + plan + ": not done within " + limit.toMillis() + " ms");
    }
    var thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }

  @Override
  public Map<String, Number> counters() {
    return work.counters();
  }

  /// Asks it to end soon.
  public void stop() {
    work.stop();
  }

  /// Waits until its thread touches nothing any more.
  public void join() {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
