package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ashlar.backend.Executable;
import org.ashlar.cpu.product.Prepared;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;

/// A plan with its kernels as classes. Immutable.
final class CpuExecutable implements Executable {
  /// A launch of the plan.
  ///
  /// @param number in the order of the plan, from 0
  /// @param prepared where the forms that its code wants are, in the prepared memory
  record Entry(int number, Kernel kernel, CompiledKernel compiled, List<Slot> prepared) {}

  /// A constant input in another form.
  ///
  /// @param input of the plan
  /// @param offset in the prepared memory
  record Slot(int input, long offset, Prepared form) {}

  private final Plan plan;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Plan.Action.Launch, Entry> byLaunch = new IdentityHashMap<>();
  private final List<Slot> slots = new ArrayList<>();
  private long preparedBytes;

  /// @param compiled the compiled form of each launch of the plan, by identity
  CpuExecutable(Plan plan, Map<Plan.Action.Launch, CompiledKernel> compiled) {
    this.plan = plan;
    collect(plan.actions(), compiled);
  }

  private void collect(
      List<Plan.Action> actions, Map<Plan.Action.Launch, CompiledKernel> compiled) {
    for (var action : actions) {
      switch (action) {
        case Plan.Action.Launch launch -> {
          var kernel = launch.kernel();
          var code = compiled.get(launch);
          if (code == null) {
            throw new IllegalStateException("cpu: kernel " + kernel.name() + " was not compiled");
          }
          if (!byLaunch.containsKey(launch)) {
            var prepared = code.code().wanted().stream().map(w -> slot(launch, w)).toList();
            var entry = new Entry(entries.size(), kernel, code, prepared);
            entries.add(entry);
            byLaunch.put(launch, entry);
          }
        }
        case Plan.Action.Copy _ -> {}
        case Plan.Action.Repeat r -> collect(r.body(), compiled);
        case Plan.Action.Branch b -> {
          collect(b.then(), compiled);
          collect(b.otherwise(), compiled);
        }
      }
    }
  }

  private Slot slot(Plan.Action.Launch launch, Code.Wanted wanted) {
    int input = plan.inputs().indexOf(launch.arguments().get(wanted.parameter()));
    for (var slot : slots) {
      if (slot.input() == input && slot.form() == wanted.form()) {
        return slot;
      }
    }
    var slot = new Slot(input, preparedBytes, wanted.form());
    slots.add(slot);
    preparedBytes = preparedBytes + wanted.form().bytes() + 63 & -64;
    return slot;
  }

  @Override
  public long preparedBytes() {
    return preparedBytes;
  }

  List<Slot> slots() {
    return slots;
  }

  @Override
  public Plan plan() {
    return plan;
  }

  Entry entry(Plan.Action.Launch launch) {
    var entry = byLaunch.get(launch);
    if (entry == null) {
      throw new IllegalStateException(
          "cpu: kernel " + launch.kernel().name() + " is not of plan " + plan.name());
    }
    return entry;
  }

  /// The launch with this number.
  Entry entry(int number) {
    return entries.get(number);
  }

  @Override
  public String listing() {
    return codes().map(CompiledKernel::listing).collect(Collectors.joining("\n"));
  }

  @Override
  public long codeBytes() {
    return codes().mapToLong(c -> c.bytes().length).sum();
  }

  /// Each code once.
  private Stream<CompiledKernel> codes() {
    var seen = new HashSet<Code>();
    return entries.stream().map(Entry::compiled).filter(c -> seen.add(c.code()));
  }
}
