package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.ashlar.backend.Binding;
import org.ashlar.backend.HostMemory;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Memory;

/// A plan with its memory. A run is done by the thread that asks for it, with the device's workers,
/// and allocates nothing unless it fails.
final class CpuBinding implements Binding {
  /// Of memory that machine code works on.
  static final long ALIGNMENT = 64;

  /// A thread that owns nothing: what it may touch, others may close.
  private static final Thread SOMEBODY = somebody();

  /// Work of a plan's shared loops that is worth waking threads that sleep.
  private static final double WAKE = 500_000;

  /// Work after which the clock is looked at.
  private static final double TICK = 100_000;

  private final CpuDevice device;
  private final CpuExecutable what;
  private final CpuBlock[] blocks;
  private final ReentrantLock turn = new ReentrantLock();
  private final Work work;
  private final Task[] tasks;
  private final Workers workers;
  private final Binder.Loan[][] loans;

  /// The bytes of each argument that may be lent.
  private final long[] bytes;

  private final boolean isLong;
  private final boolean wakes;
  private double ticked;
  private final boolean[] isLent;

  /// @param blocks what the arguments lie in
  CpuBinding(
      CpuDevice device,
      CpuExecutable what,
      List<MemorySegment> arguments,
      List<CpuBlock> blocks,
      long[] sizes) {
    this.device = device;
    this.what = what;
    this.blocks = blocks.toArray(CpuBlock[]::new);
    var memory = new Contexts();
    this.work = new Work(memory);
    var binder = new Binder(what, arguments, sizes);
    var all = binder.tasks(new Within(work, 0, device.workers(), memory));
    this.tasks = all;
    this.loans = binder.loans();
    this.bytes = new long[loans.length];
    this.isLent = new boolean[loans.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = arguments.get(i).byteSize();
    }
    var runs = new ArrayList<Task.Run>();
    Task.runs(all, runs);
    this.isLong = runs.stream().anyMatch(run -> run.ready().isLong());
    double shared = runs.stream().mapToDouble(run -> run.ready().sharedWeight()).sum();
    this.workers = shared > 0 ? device.workers() : Workers.NONE;
    this.wakes = shared > WAKE;
  }

  @Override
  public boolean lend(int argument, Memory at) {
    if (!(at instanceof HostMemory host)
        || argument >= loans.length
        || loans[argument].length == 0
        || !isReachable(host.segment(), bytes[argument])) {
      return false;
    }
    var segment = host.segment();
    // one that only this thread may close stays until this thread has run
    boolean isHeld = segment.isAccessibleBy(SOMEBODY) && !host.lasts();
    for (var loan : loans[argument]) {
      if (!loan.ready().lends(isHeld)) {
        return false;
      }
    }
    for (var loan : loans[argument]) {
      loan.ready().lend(loan.parameter(), segment, isHeld);
    }
    isLent[argument] = true;
    return true;
  }

  private static Thread somebody() {
    var thread = Thread.ofPlatform().inheritInheritableThreadLocals(false).unstarted(() -> {});
    // of another bundle, which it must not hold
    thread.setContextClassLoader(null);
    return thread;
  }

  private static boolean isReachable(MemorySegment segment, long bytes) {
    return segment.isNative()
        && segment.byteSize() >= bytes
        && segment.address() % ALIGNMENT == 0
        && segment.isAccessibleBy(Thread.currentThread())
        && segment.scope().isAlive();
  }

  /// All arguments lie again where they were bound.
  private void back() {
    for (int i = 0; i < isLent.length; i++) {
      if (isLent[i]) {
        isLent[i] = false;
        for (var loan : loans[i]) {
          loan.ready().back();
        }
      }
    }
  }

  @Override
  public void run(long nanos) {
    run(nanos, Counters.NONE);
  }

  void run(long nanos, Counters counters) {
    turn.lock();
    int held = 0;
    try {
      for (var block : blocks) {
        block.hold();
        held++;
      }
      work(nanos, counters);
    } finally {
      for (int i = 0; i < held; i++) {
        blocks[i].drop();
      }
      back();
      turn.unlock();
    }
  }

  private void work(long nanos, Counters counters) {
    var frame = device.frame();
    work.begin(nanos);
    if (isLong) {
      device.watch().begin(work);
    }
    if (wakes) {
      workers.wake();
    }
    ticked = 0;
    try {
      if (counters == Counters.NONE) {
        run(tasks, frame, counters);
      } else {
        long begin = System.nanoTime();
        run(tasks, frame, counters);
        counters.end(System.nanoTime() - begin);
      }
    } catch (Work.Stopped _) {
      // told below
    } catch (RuntimeException e) {
      throw LaunchException.fault("run " + what.plan().name() + ": " + e);
    } finally {
      if (isLong) {
        device.watch().end(work);
      }
      work.end();
      device.giveBack(frame);
    }
    if (work.isStopped() || work.hasFault()) {
      throw failure(nanos);
    }
  }

  private void run(Task[] tasks, Frame frame, Counters counters) {
    for (var task : tasks) {
      if (work.isStopped() || work.hasFault()) {
        throw new Work.Stopped();
      }
      switch (task) {
        case Task.Run run -> run(run, frame, counters);
        case Task.Copy(var to, var from) -> {
          to.copyFrom(from);
          tick(to.byteSize() / 8.0);
        }
        case Task.Repeat(long times, var body) -> {
          for (long i = 0; i < times; i++) {
            run(body, frame, counters);
          }
        }
        case Task.Branch(var when, var then, var otherwise) ->
            run((when.get(ValueLayout.JAVA_BYTE, 0) & 1) != 0 ? then : otherwise, frame, counters);
      }
    }
  }

  private void run(Task.Run run, Frame frame, Counters counters) {
    var ready = run.ready();
    tick(ready.weight());
    frame.enter(work, run.number(), workers);
    if (counters == Counters.NONE) {
      ready.run(frame);
      return;
    }
    long begin = System.nanoTime();
    ready.run(frame);
    counters.kernel(run.kernel(), System.nanoTime() - begin);
  }

  /// Looks at the clock where that is worth it.
  private void tick(double more) {
    ticked += more + 1000;
    if (ticked > TICK) {
      ticked = 0;
      if (work.isLate()) {
        throw new Work.Stopped();
      }
    }
  }

  private LaunchException failure(long nanos) {
    var faults = work.faults();
    return faults.isEmpty()
        ? LaunchException.late(
            "run " + what.plan().name() + ": not done after " + Duration.ofNanos(nanos))
        : LaunchException.fault(message(faults.getFirst()));
  }

  private String message(Work.Fault fault) {
    var entry = what.entry(fault.kernel());
    var site = entry.compiled().sites().get(fault.site());
    return "kernel "
        + entry.kernel().name()
        + ": "
        + site.text(fault.at())
        + ": place out of range: the size of dimension "
        + site.dimension()
        + " is "
        + fault.size();
  }
}
