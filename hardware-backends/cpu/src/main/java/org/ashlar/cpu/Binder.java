package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;

/// Finds the memory of every buffer of a plan, and makes tasks of its actions.
final class Binder {
  private final CpuExecutable what;
  private final Plan plan;
  private final Map<Expr.Size, Long> sizes = new HashMap<>();
  private final Map<Buffer, MemorySegment> memory = new HashMap<>();
  private final MemorySegment prepared;
  private final Map<Buffer, List<Loan>> loans = new HashMap<>();
  private final Set<Buffer> fixed = new HashSet<>();

  /// A parameter of a kernel that is an argument of the plan.
  record Loan(Ready ready, int parameter) {}

  Binder(CpuExecutable what, List<MemorySegment> arguments, long[] sizes) {
    this.what = what;
    this.plan = what.plan();
    size(sizes);
    int buffers = plan.inputs().size() + plan.outputs().size();
    boolean hasWorkspace = !plan.workspace().isEmpty() && plan.workspaceBytes() != 0;
    boolean isPrepared = what.preparedBytes() != 0;
    int needed = buffers + (hasWorkspace ? 1 : 0) + (isPrepared ? 1 : 0);
    if (arguments.size() < needed) {
      throw new IllegalArgumentException(
          "launch "
              + plan.name()
              + ": needs "
              + needed
              + " memories (inputs, outputs, workspace, prepared), not "
              + arguments.size());
    }
    for (int i = 0; i < buffers; i++) {
      int inputs = plan.inputs().size();
      var buffer = i < inputs ? plan.inputs().get(i) : plan.outputs().get(i - inputs);
      if (i < inputs && what.isSpent(i)) {
        memory.put(buffer, arguments.get(i));
      } else {
        place(buffer, arguments.get(i), 0);
      }
    }
    for (var slot : plan.workspace()) {
      place(
          slot.buffer(), hasWorkspace ? arguments.get(buffers) : MemorySegment.NULL, slot.offset());
    }
    prepared = isPrepared ? arguments.get(needed - 1) : MemorySegment.NULL;
    if (prepared.byteSize() < what.preparedBytes()) {
      throw new IllegalArgumentException(
          "launch "
              + plan.name()
              + ": the prepared memory needs "
              + what.preparedBytes()
              + " bytes, not "
              + prepared.byteSize());
    }
  }

  private void size(long[] given) {
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
              + plan.name()
              + ": "
              + buffer.name()
              + " needs "
              + bytes
              + " bytes, its memory has "
              + Math.max(0, in.byteSize() - offset));
    }
    memory.put(buffer, in.asSlice(offset, bytes));
  }

  /// The tasks of the whole plan.
  ///
  /// @param within what they are part of, whatever the kernel
  Task[] tasks(Within within) {
    return tasks(plan.actions(), within);
  }

  private Task[] tasks(List<Plan.Action> actions, Within within) {
    var tasks = new Task[actions.size()];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] =
          switch (actions.get(i)) {
            case Plan.Action.Launch l -> run(l, within);
            case Plan.Action.Copy(var to, var from) -> new Task.Copy(fixed(to), fixed(from));
            case Plan.Action.Repeat(var times, var body) ->
                new Task.Repeat(Sizes.value(times, sizes), tasks(body, within));
            case Plan.Action.Branch(var when, var then, var otherwise) ->
                new Task.Branch(fixed(when), tasks(then, within), tasks(otherwise, within));
          };
    }
    return tasks;
  }

  private Task run(Plan.Action.Launch launch, Within within) {
    var kernel = launch.kernel();
    var entry = what.entry(launch);
    var parameters =
        Stream.concat(
                launch.arguments().stream().map(this::segment),
                entry.prepared().stream().map(slot -> prepared.asSlice(slot.offset())))
            .toArray(MemorySegment[]::new);
    var numbers = kernel.sizes().stream().mapToLong(size -> Sizes.value(size, sizes)).toArray();
    var here = new Within(within.work(), entry.number(), within.workers(), within.memory());
    var ready = entry.compiled().code().bind(parameters, numbers, here);
    for (int i = 0; i < launch.arguments().size(); i++) {
      loans
          .computeIfAbsent(launch.arguments().get(i), _ -> new ArrayList<>())
          .add(new Loan(ready, i));
    }
    return new Task.Run(entry.number(), kernel.name(), ready);
  }

  private MemorySegment fixed(Buffer buffer) {
    fixed.add(buffer);
    return segment(buffer);
  }

  /// For each argument of the plan, inputs first, the parameters that it is, each of another
  /// kernel; empty where it must lie where it was bound. Known once there are tasks.
  Loan[][] loans() {
    return Stream.concat(plan.inputs().stream(), plan.outputs().stream())
        .map(b -> fixed.contains(b) ? List.<Loan>of() : loans.getOrDefault(b, List.of()))
        .map(all -> isOnceEach(all) ? all.toArray(Loan[]::new) : new Loan[0])
        .toArray(Loan[][]::new);
  }

  private static boolean isOnceEach(List<Loan> loans) {
    return loans.stream().map(Loan::ready).distinct().count() == loans.size();
  }

  private MemorySegment segment(Buffer buffer) {
    var segment = memory.get(buffer);
    if (segment == null) {
      throw new IllegalStateException("plan " + plan.name() + " has no buffer " + buffer.name());
    }
    return segment;
  }
}
