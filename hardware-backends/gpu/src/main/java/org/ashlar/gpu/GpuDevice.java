package org.ashlar.gpu;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.HostMemory;
import org.ashlar.backend.Launch;
import org.ashlar.backend.Memory;
import org.ashlar.backend.Profiler;
import org.ashlar.backend.ThreadLaunch;
import org.ashlar.gpu.engine.DeviceMemory;
import org.ashlar.gpu.engine.LoadedModule;
import org.ashlar.gpu.profile.Profiles;
import org.ashlar.gpu.report.RunReport;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Target;

/// A simulated card: its memory is the host's, each launch has a thread.
///
/// The card's memory may move in the host's when it grows, so it grows only while nothing runs.
final class GpuDevice implements Device, Profiler {
  /// What the allocations themselves take beside their bytes.
  private static final long SLACK = 1L << 30;

  private static final long STACK_BYTES = 16L << 20;

  private final Target target;
  private final long capacity;
  private final DeviceMemory memory;
  private final ReentrantReadWriteLock place = new ReentrantReadWriteLock();
  private final Map<Long, Long> allocated = new HashMap<>();
  private final Set<ThreadLaunch> running = new HashSet<>();
  private final Map<GpuExecutable, LoadedModule> modules = new WeakHashMap<>();
  private volatile Optional<Profiling> profiling = Optional.empty();
  private long used;
  private boolean closed;

  GpuDevice(Target target) {
    this.target = target;
    this.capacity = target.bytes().getOrDefault(Space.GLOBAL, 1L << 34);
    this.memory = new DeviceMemory(2 * capacity + SLACK);
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Memory allocate(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(what() + "allocate: negative bytes: " + bytes);
    }
    synchronized (allocated) {
      requireOpen();
      if (bytes > capacity - used) {
        throw new OutOfMemoryError(
            what() + bytes + " bytes do not fit: " + used + " of " + capacity + " are in use");
      }
      used += bytes;
    }
    long address;
    place.writeLock().lock();
    try {
      address = memory.allocate(bytes);
    } catch (OutOfMemoryError | IllegalArgumentException e) {
      synchronized (allocated) {
        used -= bytes;
      }
      var error = new OutOfMemoryError(what() + bytes + " bytes: the host has no more memory");
      error.initCause(e);
      throw error;
    } finally {
      place.writeLock().unlock();
    }
    synchronized (allocated) {
      allocated.put(address, bytes);
    }
    return new GpuMemory(this, address, bytes, () -> free(address));
  }

  private void free(long address) {
    synchronized (allocated) {
      var bytes = allocated.remove(address);
      if (bytes == null || closed) {
        return;
      }
      used -= bytes;
    }
    place.writeLock().lock();
    try {
      memory.free(address);
    } finally {
      place.writeLock().unlock();
    }
  }

  @Override
  public void copy(Memory to, long at, Memory from, long from0, long bytes) {
    if (bytes < 0
        || at < 0
        || from0 < 0
        || at > to.bytes() - bytes
        || from0 > from.bytes() - bytes) {
      throw new IllegalArgumentException(
          what()
              + "copy: %d bytes from %d of %d to %d of %d reach outside"
                  .formatted(bytes, from0, from.bytes(), at, to.bytes()));
    }
    reading(() -> MemorySegment.copy(segment(from, "copy"), from0, segment(to, "copy"), at, bytes));
  }

  /// Does something while the memory stays where it is.
  void reading(Runnable what) {
    place.readLock().lock();
    try {
      requireOpen();
      what.run();
    } finally {
      place.readLock().unlock();
    }
  }

  @Override
  public Launch launch(Executable what, List<Memory> arguments, long[] sizes) {
    if (!(what instanceof GpuExecutable executable)) {
      throw new IllegalArgumentException(
          what() + "launch: compiled by another backend: " + what.plan().name());
    }
    var run = new PlanRun(this, executable, module(executable), executable.sizes(sizes), arguments);
    var launch = new ThreadLaunch(executable.plan().name(), run, this::done);
    synchronized (allocated) {
      requireOpen();
      running.add(launch);
    }
    launch.start("ashlar-gpu " + executable.plan().name(), STACK_BYTES);
    return launch;
  }

  private LoadedModule module(GpuExecutable executable) {
    synchronized (modules) {
      var module = modules.get(executable);
      if (module == null) {
        place.writeLock().lock();
        try {
          module = new LoadedModule(executable.module(), memory);
        } finally {
          place.writeLock().unlock();
        }
        modules.put(executable, module);
      }
      return module;
    }
  }

  private void done(ThreadLaunch launch) {
    synchronized (allocated) {
      running.remove(launch);
    }
  }

  @Override
  public void profile() {
    profiling = Optional.of(new Profiling(new Profiles().named(card())));
  }

  private String card() {
    return target.name().substring(target.name().indexOf(':') + 1);
  }

  @Override
  public List<Path> report(Path folder, String title) {
    var launches = profiling.map(Profiling::launches).orElse(List.of());
    if (launches.isEmpty()) {
      throw new IllegalArgumentException(what() + "profile: nothing has run since it was asked");
    }
    return new RunReport(title, profiling.orElseThrow().card(), launches).write(folder);
  }

  Optional<Profiling> profiling() {
    return profiling;
  }

  DeviceMemory memory() {
    return memory;
  }

  /// The address of memory that this card may touch.
  long address(Memory of, String use) {
    if (of instanceof GpuMemory own && own.device() == this) {
      return own.address();
    }
    throw new IllegalArgumentException(what() + use + ": memory of another device");
  }

  private MemorySegment segment(Memory of, String use) {
    return of instanceof HostMemory host ? host.segment() : memory.at(address(of, use), of.bytes());
  }

  private String what() {
    return "device " + target.name() + ": ";
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(what() + "closed");
    }
  }

  /// Launches that still run are stopped; returns when their threads have ended.
  @Override
  public void close() {
    List<ThreadLaunch> open;
    synchronized (allocated) {
      if (closed) {
        return;
      }
      open = new ArrayList<>(running);
    }
    open.forEach(ThreadLaunch::stop);
    open.forEach(ThreadLaunch::join);
    place.writeLock().lock();
    try {
      closed = true;
      memory.close();
    } finally {
      place.writeLock().unlock();
    }
  }
}
