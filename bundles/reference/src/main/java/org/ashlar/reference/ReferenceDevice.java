package org.ashlar.reference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.backend.Cancellable;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.HostMemory;
import org.ashlar.backend.Launch;
import org.ashlar.backend.Memory;
import org.ashlar.backend.ThreadLaunch;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Target;

/// The host's memory and threads as a device: memory is counted against the target's GLOBAL
/// capacity, each launch has a thread.
final class ReferenceDevice implements Device, Cancellable {
  /// Deep expressions need deep stacks.
  private static final long STACK_BYTES = 64L << 20;

  private final Target target;
  private final long capacity;
  private final Map<Arena, Long> allocated = new HashMap<>();
  private final Set<ThreadLaunch> running = new HashSet<>();
  private long used;
  private boolean closed;

  ReferenceDevice(Target target) {
    this.target = target;
    this.capacity = target.bytes().getOrDefault(Space.GLOBAL, Long.MAX_VALUE);
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public synchronized Memory allocate(long bytes) {
    requireOpen();
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "device " + target.name() + ": allocate: negative bytes: " + bytes);
    }
    if (bytes > capacity - used) {
      throw new OutOfMemoryError(
          "device "
              + target.name()
              + ": "
              + bytes
              + " bytes do not fit: "
              + used
              + " of "
              + capacity
              + " bytes are in use");
    }
    var arena = Arena.ofShared();
    MemorySegment segment;
    try {
      segment = arena.allocate(Math.max(1, bytes), 64).asSlice(0, bytes);
    } catch (OutOfMemoryError e) {
      arena.close();
      throw e;
    }
    used += bytes;
    allocated.put(arena, bytes);
    return new ReferenceMemory(this, segment, () -> free(arena));
  }

  private synchronized void free(Arena arena) {
    var bytes = allocated.remove(arena);
    if (bytes != null) {
      used -= bytes;
      arena.close();
    }
  }

  @Override
  public void copy(Memory to, long at, Memory from, long from0, long bytes) {
    requireOpen();
    var target = segment(to, "copy");
    var source = segment(from, "copy");
    if (bytes < 0
        || at < 0
        || from0 < 0
        || at > to.bytes() - bytes
        || from0 > from.bytes() - bytes) {
      throw new IllegalArgumentException(
          "device "
              + this.target.name()
              + ": copy: "
              + bytes
              + " bytes from "
              + from0
              + " of "
              + from.bytes()
              + " to "
              + at
              + " of "
              + to.bytes()
              + " reach outside");
    }
    MemorySegment.copy(source, from0, target, at, bytes);
  }

  @Override
  public Launch launch(Executable what, List<Memory> arguments, long[] sizes) {
    if (!(what instanceof ReferenceExecutable executable)) {
      throw new IllegalArgumentException(
          "device "
              + target.name()
              + ": launch: compiled by another backend: "
              + what.plan().name());
    }
    var plan = executable.compiled(sizes);
    var memory = plan.bind(arguments.stream().map(m -> segment(m, "launch")).toList());
    var name = executable.plan().name();
    var launch = new ThreadLaunch(name, new PlanRun(name, plan, memory), this::done);
    synchronized (this) {
      requireOpen();
      running.add(launch);
    }
    launch.start("ashlar-reference " + name, STACK_BYTES);
    return launch;
  }

  private synchronized void done(ThreadLaunch launch) {
    running.remove(launch);
  }

  /// The bytes of a memory that this device may touch: its own, and the host's.
  private MemorySegment segment(Memory memory, String use) {
    return switch (memory) {
      case HostMemory host -> host.segment();
      case ReferenceMemory own when own.device() == this -> own.segment();
      default ->
          throw new IllegalArgumentException(
              "device " + target.name() + ": " + use + ": memory of another device");
    };
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("device " + target.name() + ": closed");
    }
  }

  /// Launches that still run are stopped; returns when their threads have ended.
  @Override
  public void close() {
    List<ThreadLaunch> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(running);
    }
    open.forEach(ThreadLaunch::stop);
    open.forEach(ThreadLaunch::join);
    synchronized (this) {
      new ArrayList<>(allocated.keySet()).forEach(this::free);
    }
  }
}
