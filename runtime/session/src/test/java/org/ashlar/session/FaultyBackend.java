package org.ashlar.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Launch;
import org.ashlar.backend.Memory;
import org.ashlar.backend.Support;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.testkit.RelayedDevice;

/// The reference under another name, with a fault that a test chooses.
final class FaultyBackend implements Backend {
  /// What goes wrong.
  enum Fault {
    NONE,
    THROWS_IN_COMPILE,
    THROWS_IN_LAUNCH,
    HANGS_IN_LAUNCH
  }

  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger launched = new AtomicInteger();
  final CountDownLatch release = new CountDownLatch(1);
  private final Backend inner;
  private final Target target;
  volatile Fault fault;

  FaultyBackend(Backend inner, String name, Fault fault) {
    this.inner = inner;
    this.fault = fault;
    target = inner.targets().getFirst().named(name);
  }

  @Override
  public List<Target> targets() {
    return List.of(target);
  }

  @Override
  public Support supports(Kernel unscheduled, Target on) {
    return Support.YES;
  }

  @Override
  public Executable compile(Plan plan, Target on) {
    if (fault == Fault.THROWS_IN_COMPILE) {
      throw new UnsupportedOperationException("no code today");
    }
    return inner.compile(plan, inner.targets().getFirst());
  }

  @Override
  public Device open(Target on) {
    opened.incrementAndGet();
    return new RelayedDevice(inner.open(inner.targets().getFirst()), target) {
      @Override
      public Launch launch(Executable what, List<Memory> arguments, long[] sizes) {
        launched.incrementAndGet();
        if (fault == Fault.THROWS_IN_LAUNCH) {
          throw new UnsupportedOperationException("no launch today");
        }
        if (fault == Fault.HANGS_IN_LAUNCH) {
          await(release);
        }
        var launch = super.launch(what, arguments, sizes);
        return limit -> launch.await(limit.plus(Duration.ofSeconds(1)));
      }

      @Override
      public void close() {
        opened.decrementAndGet();
        super.close();
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
