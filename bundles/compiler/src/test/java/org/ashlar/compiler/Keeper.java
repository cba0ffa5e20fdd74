package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.HostMemory;
import org.ashlar.backend.Launch;
import org.ashlar.backend.Memory;
import org.ashlar.backend.Support;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;

/// The reference as a device that keeps constant inputs in prepared memory: a launch reads them
/// there and nowhere else.
final class Keeper implements Backend {
  /// How often something was prepared.
  final AtomicInteger prepared = new AtomicInteger();

  /// How much is allocated now.
  final AtomicInteger alive = new AtomicInteger();

  private final Backend reference = Sample.reference();

  private record Kept(Executable plain, Set<Buffer> constant) implements Executable {
    @Override
    public Plan plan() {
      return plain.plan();
    }

    @Override
    public long preparedBytes() {
      return constant.stream().mapToLong(Kept::bytes).sum();
    }

    @Override
    public boolean isSpent(int input) {
      return constant.contains(plan().inputs().get(input));
    }

    static long bytes(Buffer buffer) {
      return MemoryPlan.align(buffer.bytes());
    }
  }

  @Override
  public List<Target> targets() {
    return List.of(reference.targets().getFirst().named("keeper"));
  }

  @Override
  public Support supports(Kernel unscheduled, Target target) {
    return Support.YES;
  }

  @Override
  public Executable compile(Plan plan, Target target) {
    return compile(plan, target, Set.of());
  }

  @Override
  public Executable compile(Plan plan, Target target, Set<Buffer> constant) {
    return new Kept(reference.compile(plan, reference.targets().getFirst()), Set.copyOf(constant));
  }

  @Override
  public Device open(Target target) {
    return new KeeperDevice(reference.open(reference.targets().getFirst()), target);
  }

  /// Counts what is not freed.
  private record Counted(Memory memory, AtomicInteger alive) implements Memory {
    @Override
    public long bytes() {
      return memory.bytes();
    }

    @Override
    public Memory slice(long offset, long bytes) {
      return memory.slice(offset, bytes);
    }

    @Override
    public void close() {
      alive.decrementAndGet();
      memory.close();
    }
  }

  private final class KeeperDevice implements Device {
    private final Device device;
    private final Target target;

    KeeperDevice(Device device, Target target) {
      this.device = device;
      this.target = target;
    }

    @Override
    public Target target() {
      return target;
    }

    @Override
    public Memory allocate(long bytes) {
      alive.incrementAndGet();
      return new Counted(device.allocate(bytes), alive);
    }

    @Override
    public void copy(Memory to, long at, Memory from, long from0, long bytes) {
      device.copy(plain(to), at, plain(from), from0, bytes);
    }

    @Override
    public boolean reads(HostMemory memory, boolean often) {
      return memory.lasts();
    }

    @Override
    public void prepare(Executable what, List<Memory> inputs, Memory memory) {
      prepared.incrementAndGet();
      long at = 0;
      for (int i = 0; i < inputs.size(); i++) {
        var buffer = what.plan().inputs().get(i);
        if (((Kept) what).constant().contains(buffer)) {
          device.copy(plain(memory), at, plain(inputs.get(i)), 0, buffer.bytes());
          at += Kept.bytes(buffer);
        }
      }
    }

    @Override
    public Launch launch(Executable what, List<Memory> arguments, long[] sizes) {
      var kept = (Kept) what;
      var given = new ArrayList<Memory>();
      arguments.forEach(m -> given.add(plain(m)));
      if (kept.preparedBytes() > 0) {
        var memory = given.removeLast();
        long at = 0;
        for (int i = 0; i < what.plan().inputs().size(); i++) {
          var buffer = what.plan().inputs().get(i);
          if (kept.constant().contains(buffer)) {
            given.set(i, memory.slice(at, buffer.bytes()));
            at += Kept.bytes(buffer);
          }
        }
      }
      return device.launch(kept.plain(), given, sizes);
    }

    private static Memory plain(Memory memory) {
      return memory instanceof Counted c ? c.memory() : memory;
    }

    @Override
    public void close() {
      device.close();
    }
  }
}
