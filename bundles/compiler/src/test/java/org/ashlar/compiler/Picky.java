package org.ashlar.compiler;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Binding;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Launch;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Memory;
import org.ashlar.backend.Support;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;

/// A second kind of device: the reference under another name, with kernels that it refuses and
/// faults that a test switches on.
final class Picky implements Backend {
  /// What the next launch does.
  enum Fault {
    NONE,
    THROWS,
    HANGS
  }

  final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);

  /// How often an argument was lent.
  final AtomicInteger lends = new AtomicInteger();

  private final Backend reference = Sample.reference();
  private final String name;
  private final Function<Kernel, Support> takes;

  Picky(String name, Function<Kernel, Support> takes) {
    this.name = name;
    this.takes = takes;
  }

  @Override
  public List<Target> targets() {
    return List.of(reference.targets().getFirst().named(name));
  }

  @Override
  public Support supports(Kernel unscheduled, Target target) {
    return takes.apply(unscheduled);
  }

  @Override
  public Executable compile(Plan plan, Target target) {
    return reference.compile(plan, reference.targets().getFirst());
  }

  @Override
  public Device open(Target target) {
    return new PickyDevice(reference.open(reference.targets().getFirst()), target);
  }

  /// Works on lent memory as if it could: brings it in before a run and out after it.
  private final class Lent implements Binding {
    private final Device device;
    private final Executable what;
    private final List<Memory> arguments;
    private final Map<Integer, Memory> lent = new HashMap<>();

    Lent(Device device, Executable what, List<Memory> arguments) {
      this.device = device;
      this.what = what;
      this.arguments = arguments;
    }

    @Override
    public boolean lend(int argument, Memory at) {
      lent.put(argument, at);
      lends.incrementAndGet();
      return true;
    }

    @Override
    public void run(long nanos) {
      int inputs = what.plan().inputs().size();
      lent.forEach((i, at) -> {
        var own = arguments.get(i);
        if (i < inputs) {
          device.copy(own, 0, at, 0, own.bytes());
        }
      });
      device.launch(what, arguments, new long[0]).await(Duration.ofNanos(nanos));
      lent.forEach((i, at) -> {
        var own = arguments.get(i);
        if (i >= inputs) {
          device.copy(at, 0, own, 0, own.bytes());
        }
      });
      lent.clear();
    }
  }

  private final class PickyDevice implements Device {
    private final Device device;
    private final Target target;

    PickyDevice(Device device, Target target) {
      this.device = device;
      this.target = target;
    }

    @Override
    public Target target() {
      return target;
    }

    @Override
    public Memory allocate(long bytes) {
      return device.allocate(bytes);
    }

    @Override
    public void copy(Memory to, long at, Memory from, long from0, long bytes) {
      device.copy(to, at, from, from0, bytes);
    }

    @Override
    public Launch launch(Executable what, List<Memory> arguments, long[] sizes) {
      return switch (fault.get()) {
        case NONE -> device.launch(what, arguments, sizes);
        case THROWS -> throw new IllegalStateException("the bus is on fire");
        case HANGS -> limit -> hang(limit);
      };
    }

    @Override
    public Binding bind(Executable what, List<Memory> arguments, long[] sizes) {
      return new Lent(this, what, List.copyOf(arguments));
    }

    private static void hang(Duration limit) {
      try {
        if (!new CountDownLatch(1).await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
          throw LaunchException.late("picky: not done within " + limit.toMillis() + " ms");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      device.close();
    }
  }
}
