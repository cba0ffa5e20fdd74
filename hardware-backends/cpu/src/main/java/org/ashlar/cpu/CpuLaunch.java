package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.ashlar.backend.Launch;
import org.ashlar.backend.LaunchException;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;

/// A run of a plan. It is done by the thread that awaits it, with the device's workers.
final class CpuLaunch implements Launch {
  private final CpuDevice device;
  private final CpuExecutable what;
  private final List<CpuBlock> blocks;
  private final Map<Expr.Size, Long> sizes = new HashMap<>();
  private final Map<Buffer, MemorySegment> memory = new HashMap<>();
  private final ReentrantLock turn = new ReentrantLock();
  private final Map<String, Number> counters = new LinkedHashMap<>();
  private boolean done;
  private Optional<RuntimeException> failure = Optional.empty();
  private int launched;

  CpuLaunch(
      CpuDevice device,
      CpuExecutable what,
      List<MemorySegment> arguments,
      List<CpuBlock> blocks,
      long[] sizes) {
    this.device = device;
    this.blocks = blocks;
    this.what = what;
    var plan = what.plan();
    size(plan, sizes);
    int buffers = plan.inputs().size() + plan.outputs().size();
    int needed = buffers + (plan.workspace().isEmpty() || plan.workspaceBytes() == 0 ? 0 : 1);
    if (arguments.size() < needed) {
      throw new IllegalArgumentException(
          "launch "
              + plan.name()
              + ": needs "
              + needed
              + " memories (inputs, outputs, workspace), not "
              + arguments.size());
    }
    for (int i = 0; i < buffers; i++) {
      int inputs = plan.inputs().size();
      var buffer = i < inputs ? plan.inputs().get(i) : plan.outputs().get(i - inputs);
      place(buffer, arguments.get(i), 0);
    }
    for (var slot : plan.workspace()) {
      place(
          slot.buffer(),
          needed > buffers ? arguments.get(buffers) : MemorySegment.NULL,
          slot.offset());
    }
  }

  private void size(Plan plan, long[] given) {
    if (given.length != plan.sizes().size()) {
      throw new IllegalArgumentException(
          "launch "
              + plan.name()
              + ": needs "
              + plan.sizes().size()
              + " sizes, not "
              + given.length);
    }
    for (int i = 0; i < given.length; i++) {
      var size = plan.sizes().get(i);
      if (given[i] < size.min() || given[i] > size.max()) {
        throw new IllegalArgumentException(
            "launch "
                + plan.name()
                + ": size "
                + size.name()
                + " must lie in "
                + size.min()
                + ".."
                + size.max()
                + ": "
                + given[i]);
      }
      sizes.put(size, given[i]);
    }
  }

  private void place(Buffer buffer, MemorySegment in, long offset) {
    long bytes = Sizes.bytes(buffer, sizes);
    if (in.byteSize() - offset < bytes) {
      throw new IllegalArgumentException(
          "launch "
              + what.plan().name()
              + ": "
              + buffer.name()
              + " needs "
              + bytes
              + " bytes, its memory has "
              + Math.max(0, in.byteSize() - offset));
    }
    memory.put(buffer, in.asSlice(offset, bytes));
  }

  @Override
  public void await(Duration limit) {
    turn.lock();
    try {
      if (!done) {
        run(limit);
        done = true;
      }
      if (failure.isPresent()) {
        throw failure.get();
      }
    } finally {
      turn.unlock();
    }
  }

  private void run(Duration limit) {
    long nanos =
        limit.compareTo(Duration.ofDays(10_000)) > 0
            ? Long.MAX_VALUE
            : Math.max(0, limit.toNanos());
    var work = new Work(nanos);
    int held = 0;
    try {
      for (var block : blocks) {
        block.hold();
        held++;
      }
      run(limit, work);
    } finally {
      for (var block : blocks.subList(0, held)) {
        block.drop();
      }
    }
  }

  private void run(Duration limit, Work work) {
    var frame = device.frame();
    work.begin(frame.stopWord());
    long begin = System.nanoTime();
    try {
      actions(what.plan().actions(), frame, work);
    } catch (Work.Stopped _) {
      // told below
    } catch (RuntimeException e) {
      failure = Optional.of(LaunchException.fault("run " + what.plan().name() + ": " + e));
    } finally {
      work.end();
      device.giveBack(frame);
    }
    counters.put("launches", launched);
    counters.put("time_ns", System.nanoTime() - begin);
    for (var fault : work.faults()) {
      failure = Optional.of(LaunchException.fault(message(fault)));
    }
    if (work.isLate() && failure.isEmpty()) {
      var late = "run " + what.plan().name() + ": not done after " + limit;
      failure = Optional.of(LaunchException.late(late));
    }
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

  private void actions(List<Plan.Action> actions, Frame frame, Work work) {
    for (var action : actions) {
      if (work.isLate() || !work.faults().isEmpty()) {
        throw new Work.Stopped();
      }
      switch (action) {
        case Plan.Action.Launch l -> launch(l, frame, work);
        case Plan.Action.Copy(var to, var from) -> segment(to).copyFrom(segment(from));
        case Plan.Action.Repeat(var times, var body) -> {
          long n = Sizes.value(times, sizes);
          for (long i = 0; i < n; i++) {
            actions(body, frame, work);
          }
        }
        case Plan.Action.Branch(var when, var then, var otherwise) ->
            actions(
                (segment(when).get(ValueLayout.JAVA_BYTE, 0) & 1) != 0 ? then : otherwise,
                frame,
                work);
      }
    }
  }

  private void launch(Plan.Action.Launch launch, Frame frame, Work work) {
    var kernel = launch.kernel();
    var parameters = launch.arguments().stream().map(this::segment).toArray(MemorySegment[]::new);
    var numbers = kernel.sizes().stream().mapToLong(size -> Sizes.value(size, sizes)).toArray();
    var entry = what.entry(kernel);
    long begin = System.nanoTime();
    frame.enter(work, entry.number(), device.workers());
    entry.compiled().code().run(frame, parameters, numbers);
    counters.merge(
        "time_ns." + kernel.name(),
        System.nanoTime() - begin,
        (a, b) -> a.longValue() + b.longValue());
    launched++;
  }

  private MemorySegment segment(Buffer buffer) {
    var segment = memory.get(buffer);
    if (segment == null) {
      throw new IllegalStateException(
          "plan " + what.plan().name() + " has no buffer " + buffer.name());
    }
    return segment;
  }

  @Override
  public Map<String, Number> counters() {
    turn.lock();
    try {
      return Map.copyOf(counters);
    } finally {
      turn.unlock();
    }
  }
}
