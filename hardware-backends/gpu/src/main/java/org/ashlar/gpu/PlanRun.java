package org.ashlar.gpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Memory;
import org.ashlar.backend.ThreadLaunch;
import org.ashlar.gpu.emit.Entry;
import org.ashlar.gpu.emit.Site;
import org.ashlar.gpu.engine.Arguments;
import org.ashlar.gpu.engine.Engine;
import org.ashlar.gpu.engine.Extent;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.engine.GridRun;
import org.ashlar.gpu.engine.Launch;
import org.ashlar.gpu.engine.LoadedModule;
import org.ashlar.gpu.engine.Watch;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Writes;

/// One run of a plan on a card: grids, one after the other.
final class PlanRun implements ThreadLaunch.Work {
  /// The number of the site and 1, the place, the size.
  private static final long FAULT_BYTES = 24;

  /// Elements below which the interpreter is done before a class is made.
  private static final double LITTLE = 20_000;

  /// Blocks in one dimension of a grid.
  private static final long MOST_BLOCKS = Integer.MAX_VALUE;

  private final GpuDevice device;
  private final GpuExecutable executable;
  private final LoadedModule module;
  private final Map<String, Long> sizes;
  private final Map<Buffer, Long> addresses = new HashMap<>();
  private final List<Memory> own = new ArrayList<>();
  private volatile boolean stopped;
  private long launches;

  PlanRun(
      GpuDevice device,
      GpuExecutable executable,
      LoadedModule module,
      Map<String, Long> sizes,
      List<Memory> arguments) {
    this.device = device;
    this.executable = executable;
    this.module = module;
    this.sizes = sizes;
    bind(arguments);
  }

  private void bind(List<Memory> arguments) {
    var plan = executable.plan();
    int inputs = plan.inputs().size();
    int parameters = inputs + plan.outputs().size();
    long space = 0;
    for (var slot : plan.workspace()) {
      space = Math.max(space, slot.offset() + GpuExecutable.bytes(slot.buffer(), sizes));
    }
    int expected = parameters + (space > 0 ? 1 : 0);
    if (arguments.size() != expected
        && (arguments.size() != parameters + 1 || plan.workspace().isEmpty())) {
      throw new IllegalArgumentException(
          "plan " + plan.name() + ": needs " + expected + " arguments, not " + arguments.size());
    }
    for (int i = 0; i < parameters; i++) {
      var buffer = i < inputs ? plan.inputs().get(i) : plan.outputs().get(i - inputs);
      put(plan, buffer, "argument " + buffer.name(), arguments.get(i), 0);
    }
    for (var slot : plan.workspace()) {
      put(plan, slot.buffer(), "workspace", arguments.getLast(), slot.offset());
    }
  }

  private void put(Plan plan, Buffer buffer, String what, Memory memory, long offset) {
    long end = offset + GpuExecutable.bytes(buffer, sizes);
    if (memory.bytes() < end) {
      throw new IllegalArgumentException(
          "plan %s: %s: needs %d bytes, not %d".formatted(plan.name(), what, end, memory.bytes()));
    }
    addresses.put(buffer, device.address(memory, "launch") + offset);
  }

  /// Runs all actions.
  ///
  /// @throws LaunchException when a place was out of range
  @Override
  public void run() {
    try {
      long fault = allocate(FAULT_BYTES);
      all(executable.plan().actions(), fault);
      // the last grid may have ended early
      checkStopped();
    } catch (OutOfMemoryError e) {
      throw LaunchException.memory("plan " + executable.plan().name() + ": " + e.getMessage());
    } finally {
      own.forEach(Memory::close);
    }
  }

  private long allocate(long bytes) {
    var memory = device.allocate(bytes);
    own.add(memory);
    return device.address(memory, "launch");
  }

  private void all(List<Action> actions, long fault) {
    for (var action : actions) {
      checkStopped();
      switch (action) {
        case Action.Launch launch -> launch(launch, fault);
        case Action.Copy(var to, var from) ->
            device.reading(() ->
                MemorySegment.copy(segment(from), 0, segment(to), 0, segment(from).byteSize()));
        case Action.Repeat(var times, var body) -> {
          long n = GpuExecutable.number(times, sizes);
          for (long i = 0; i < n; i++) {
            all(body, fault);
          }
        }
        case Action.Branch(var when, var then, var otherwise) -> {
          var truth = new boolean[1];
          device.reading(() -> truth[0] = segment(when).get(ValueLayout.JAVA_BYTE, 0) != 0);
          all(truth[0] ? then : otherwise, fault);
        }
      }
    }
  }

  private void launch(Action.Launch action, long fault) {
    var written = executable.written(action);
    long scratch = written.scratchBytes() == 0 ? 0 : allocate(written.scratchBytes());
    var values = new ArrayList<Long>();
    action.arguments().forEach(b -> values.add(address(b)));
    action.kernel().sizes().forEach(s -> values.add(GpuExecutable.number(s, sizes)));
    values.add(scratch);
    values.add(fault);
    for (var entry : written.entries()) {
      long iterations = GpuExecutable.number(entry.iterations(), sizes);
      if (iterations == 0) {
        continue;
      }
      long blocks = entry.blocks(iterations);
      if (blocks > MOST_BLOCKS) {
        throw LaunchException.fault(
            "kernel " + entry.name() + ": a grid has at most 2^31 - 1 blocks, not " + blocks);
      }
      var grid = new Grid(Extent.of((int) blocks), Extent.of(entry.threads()), 0);
      device.reading(() -> {
        device.profiling().ifPresent(p -> profile(p, action, entry, grid, values, scratch, fault));
        var launch =
            new Launch(
                module.kernel(entry.name()),
                grid,
                new Arguments(values),
                device.memory(),
                Watch.NONE);
        launch.stopWhen(() -> stopped);
        if (written.work() < LITTLE) {
          GridRun.run(launch);
        } else {
          Engine.here().run(launch);
        }
        launches++;
      });
    }
    device.reading(() -> check(device.memory().at(fault, FAULT_BYTES), written.sites()));
  }

  private void profile(
      Profiling profiling,
      Action.Launch action,
      Entry entry,
      Grid grid,
      List<Long> values,
      long scratch,
      long fault) {
    var kernel = action.kernel();
    var written = new ArrayList<Profiling.Range>();
    var stored = Writes.of(kernel);
    for (int i = 0; i < kernel.parameters().size(); i++) {
      if (stored.contains(kernel.parameters().get(i))) {
        var buffer = action.arguments().get(i);
        written.add(new Profiling.Range(address(buffer), GpuExecutable.bytes(buffer, sizes)));
      }
    }
    long scratchBytes = executable.written(action).scratchBytes();
    if (scratchBytes > 0) {
      written.add(new Profiling.Range(scratch, scratchBytes));
    }
    written.add(new Profiling.Range(fault, FAULT_BYTES));
    profiling.launch(
        kernel.name(),
        module,
        entry.name(),
        grid,
        new Arguments(values),
        device.memory(),
        written,
        executable.lines());
  }

  private static void check(MemorySegment fault, List<Site> sites) {
    int site = fault.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    if (site != 0) {
      long place = fault.get(ValueLayout.JAVA_LONG_UNALIGNED, 8);
      long size = fault.get(ValueLayout.JAVA_LONG_UNALIGNED, 16);
      throw LaunchException.fault(sites.get(site - 1).text(place, size));
    }
  }

  private MemorySegment segment(Buffer buffer) {
    return device.memory().at(address(buffer), GpuExecutable.bytes(buffer, sizes));
  }

  private long address(Buffer buffer) {
    var address = addresses.get(buffer);
    if (address == null) {
      throw new IllegalArgumentException(
          "plan %s: buffer %s: neither a parameter nor in the workspace"
              .formatted(executable.plan().name(), buffer.name()));
    }
    return address;
  }

  @Override
  public Map<String, Number> counters() {
    return Map.of("launches", launches);
  }

  @Override
  public void stop() {
    stopped = true;
  }

  private void checkStopped() {
    if (stopped) {
      throw LaunchException.late("plan " + executable.plan().name() + ": stopped before the end");
    }
  }
}
