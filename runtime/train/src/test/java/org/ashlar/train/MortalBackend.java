package org.ashlar.train;

import java.util.List;
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

/// Another backend under its own name, which dies when a test says so, or has no memory left.
final class MortalBackend implements Backend {
  private final Backend inner;
  private final Target target;
  volatile boolean full;
  volatile boolean dead;

  MortalBackend(Backend inner, String name) {
    this.inner = inner;
    target = inner.targets().getFirst().named(name);
  }

  @Override
  public List<Target> targets() {
    return List.of(target);
  }

  @Override
  public Support supports(Kernel unscheduled, Target on) {
    return inner.supports(unscheduled, inner.targets().getFirst());
  }

  @Override
  public Executable compile(Plan plan, Target on) {
    return inner.compile(plan, inner.targets().getFirst());
  }

  @Override
  public Device open(Target on) {
    return new RelayedDevice(inner.open(inner.targets().getFirst()), target) {
      @Override
      public Memory allocate(long bytes) {
        if (full) {
          throw new OutOfMemoryError(target.name() + ": not enough memory for " + bytes + " bytes");
        }
        return super.allocate(bytes);
      }

      @Override
      public Launch launch(Executable what, List<Memory> arguments, long[] sizes) {
        if (dead) {
          throw new UnsupportedOperationException("dead");
        }
        return super.launch(what, arguments, sizes);
      }
    };
  }
}
