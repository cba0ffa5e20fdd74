package org.ashlar.reference;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ashlar.backend.Launch;
import org.ashlar.backend.LaunchException;
import org.ashlar.ir.kernel.Buffer;

/// A plan that runs on a thread of its own, which ends with it.
final class ReferenceLaunch implements Launch, Runnable {
  private final String name;
  private final CompiledPlan plan;
  private final Map<Buffer, MemorySegment> memory;
  private final Consumer<ReferenceLaunch> whenDone;
  private final Control control = new Control();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile Map<String, Number> counters = Map.of();

  ReferenceLaunch(
      String name,
      CompiledPlan plan,
      Map<Buffer, MemorySegment> memory,
      Consumer<ReferenceLaunch> whenDone) {
    this.name = name;
    this.plan = plan;
    this.memory = memory;
    this.whenDone = whenDone;
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try {
      long launches = plan.run(memory, control);
      counters = Map.of("launches", launches, "nanoseconds", System.nanoTime() - start);
    } catch (Throwable e) {
      // whatever it is: an end without an error would pass for a result
      if (!control.isCut()) {
        control.fault("plan " + name + ": the interpreter failed: " + e);
      }
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
      control.stop();
      Thread.currentThread().interrupt();
      throw LaunchException.late("plan " + name + ": interrupted while it ran");
    } catch (ArithmeticException e) {
      // a limit beyond 292 years
      await(Duration.ofNanos(Long.MAX_VALUE));
      return;
    }
    if (!ended) {
      control.stop();
      throw LaunchException.late("plan " + name + ": not done within " + limit.toMillis() + " ms");
    }
    if (control.isCut()) {
      throw LaunchException.late("plan " + name + ": stopped before the end");
    }
    if (!control.fault().isEmpty()) {
      throw LaunchException.fault(control.fault());
    }
  }

  @Override
  public Map<String, Number> counters() {
    return counters;
  }

  /// Asks it to end soon.
  void stop() {
    control.stop();
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
