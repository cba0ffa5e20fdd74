package org.ashlar.gpu;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ashlar.backend.Launch;
import org.ashlar.backend.LaunchException;

/// A plan that runs on a thread of its own, which ends with it.
final class GpuLaunch implements Launch, Runnable {
  private final String name;
  private final PlanRun run;
  private final Consumer<GpuLaunch> whenDone;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile String fault = "";

  GpuLaunch(String name, PlanRun run, Consumer<GpuLaunch> whenDone) {
    this.name = name;
    this.run = run;
    this.whenDone = whenDone;
  }

  @Override
  public void run() {
    try {
      run.run();
    } catch (LaunchException e) {
      fault = String.valueOf(e.getMessage());
    } catch (Throwable e) {
      // whatever it is: an end without an error would pass for a result
      fault = "plan " + name + ": the simulator failed: " + e;
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
      run.stop();
      Thread.currentThread().interrupt();
      throw LaunchException.late("plan " + name + ": interrupted while it ran");
    } catch (ArithmeticException e) {
      // a limit beyond 292 years
      await(Duration.ofNanos(Long.MAX_VALUE));
      return;
    }
    if (!ended) {
      run.stop();
      throw LaunchException.late("plan " + name + ": not done within " + limit.toMillis() + " ms");
    }
    if (run.isStopped()) {
      throw LaunchException.late("plan " + name + ": stopped before the end");
    }
    if (!fault.isEmpty()) {
      throw LaunchException.fault(fault);
    }
  }

  @Override
  public Map<String, Number> counters() {
    return run.counters();
  }

  /// Asks it to end soon.
  void stop() {
    run.stop();
  }

  /// Waits until its thread touches nothing any more.
  void join() {
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
