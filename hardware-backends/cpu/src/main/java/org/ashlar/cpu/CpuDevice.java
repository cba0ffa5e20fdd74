package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.ashlar.backend.Cancellable;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.HostMemory;
import org.ashlar.backend.Launch;
import org.ashlar.backend.Memory;
import org.ashlar.backend.Peak;
import org.ashlar.cpu.machine.Multipliers;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.kernel.Target;

/// The processor with memory outside of the heap and threads of its own.
final class CpuDevice implements Device, Cancellable {
  private final Target target;
  private final Workers workers;
  private final Pages pages = new Pages();
  private final Set<CpuBlock> blocks = ConcurrentHashMap.newKeySet();
  private final Watch watch;

  /// Those in no use, the last used last: what it holds is in the caches.
  private final List<Frame> frames = new ArrayList<>();

  private final AtomicLong held = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();

  CpuDevice(Target target, String name) {
    this.target = target;
    this.workers = new Workers(name, target.cores() - 1);
    this.watch = new Watch(name);
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public <T> Optional<T> adapt(Class<T> facet) {
    return facet == Peak.class
        ? Multipliers.of(Processor.here().isa()).map(facet::cast)
        : Device.super.adapt(facet);
  }

  @Override
  public Memory allocate(long bytes) {
    requireOpen();
    if (bytes < 0) {
      throw new IllegalArgumentException("cpu: allocate: bytes must not be negative: " + bytes);
    }
    var arena = Arena.ofShared();
    MemorySegment segment;
    try {
      segment = pages.allocate(Math.max(1, bytes), arena).asSlice(0, bytes);
    } catch (OutOfMemoryError | IllegalArgumentException e) {
      arena.close();
      throw new OutOfMemoryError(
          "cpu: not enough memory for "
              + bytes
              + " bytes; this device holds "
              + held.get()
              + " ("
              + e.getMessage()
              + ")");
    }
    held.addAndGet(bytes);
    var block =
        new CpuBlock(
            arena,
            self -> {
              blocks.remove(self);
              held.addAndGet(-bytes);
            });
    blocks.add(block);
    var memory = new CpuMemory(this, segment, block, true);
    if (closed.get()) {
      memory.close();
      requireOpen();
    }
    return memory;
  }

  /// The bytes that are allocated now.
  long held() {
    return held.get();
  }

  @Override
  public void copy(Memory to, long at, Memory from, long from0, long bytes) {
    requireOpen();
    requireInside("target", to, at, bytes);
    requireInside("source", from, from0, bytes);
    MemorySegment.copy(segment(from), from0, segment(to), at, bytes);
  }

  private static void requireInside(String what, Memory memory, long at, long bytes) {
    if (bytes < 0 || at < 0 || at > memory.bytes() - bytes) {
      throw new IllegalArgumentException(
          "cpu: copy: the " + what + " has " + memory.bytes() + " bytes: " + bytes + " at " + at);
    }
  }

  private MemorySegment segment(Memory memory) {
    return switch (memory) {
      case HostMemory(var segment) -> segment;
      case CpuMemory own when own.device() == this -> own.segment();
      default ->
          throw new IllegalArgumentException(
              "cpu: the memory belongs to another device: " + memory);
    };
  }

  @Override
  public boolean reads(HostMemory memory, boolean often) {
    var segment = memory.segment();
    return segment.isNative()
        && memory.lasts()
        && (!often || segment.address() % CpuBinding.ALIGNMENT == 0);
  }

  private static CpuExecutable own(Executable what) {
    if (what instanceof CpuExecutable own) {
      return own;
    }
    throw new IllegalArgumentException(
        "cpu: the program was compiled for another device: " + what.plan().name());
  }

  @Override
  public void prepare(Executable what, List<Memory> inputs, Memory prepared) {
    requireOpen();
    var to = segment(prepared);
    Together.all(
        "prepare " + what.plan().name(),
        target.cores(),
        own(what).slots().stream()
            .<Supplier<Boolean>>map(slot -> () -> pack(slot, inputs, to))
            .toList());
  }

  private boolean pack(CpuExecutable.Slot slot, List<Memory> inputs, MemorySegment to) {
    slot.form()
        .prepare(segment(inputs.get(slot.input())), to.asSlice(slot.offset(), slot.form().bytes()));
    return true;
  }

  @Override
  public Launch launch(Executable what, List<Memory> arguments, long[] sizes) {
    return new CpuLaunch(bind(what, arguments, sizes));
  }

  @Override
  public CpuBinding bind(Executable what, List<Memory> arguments, long[] sizes) {
    requireOpen();
    var own = own(what);
    var blocks =
        arguments.stream()
            .filter(CpuMemory.class::isInstance)
            .map(memory -> ((CpuMemory) memory).block())
            .distinct()
            .toList();
    return new CpuBinding(this, own, arguments.stream().map(this::segment).toList(), blocks, sizes);
  }

  Workers workers() {
    return workers;
  }

  /// Who looks after long runs.
  Watch watch() {
    return watch;
  }

  /// A frame for a thread that runs a plan; to be given back.
  Frame frame() {
    requireOpen();
    synchronized (frames) {
      if (!frames.isEmpty()) {
        return frames.removeLast();
      }
    }
    return new Frame();
  }

  void giveBack(Frame frame) {
    frame.enter(Work.NONE, 0, Workers.NONE);
    synchronized (frames) {
      frames.add(frame);
    }
    if (closed.get()) {
      closeFrames();
    }
  }

  private void closeFrames() {
    List<Frame> all;
    synchronized (frames) {
      all = List.copyOf(frames);
      frames.clear();
    }
    all.forEach(Frame::close);
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("cpu: the device is closed");
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      workers.close();
      watch.close();
      closeFrames();
      List.copyOf(blocks).forEach(CpuBlock::close);
    }
  }
}
