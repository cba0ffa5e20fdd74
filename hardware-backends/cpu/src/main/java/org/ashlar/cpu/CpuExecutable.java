package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ashlar.backend.Executable;
import org.ashlar.cpu.product.Prepared;
import org.ashlar.ir.kernel.Buffer;
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
  private final Set<Buffer> spent;
  private long preparedBytes;

  /// @param compiled the compiled form of each launch of the plan, by identity
  CpuExecutable(Plan plan, Map<Plan.Action.Launch, CompiledKernel> compiled) {
    this.plan = plan;
    collect(plan.actions(), compiled);
    this.spent =
        slots.isEmpty()
            ? Set.of()
            : spent(
                plan,
                compiled,
                slots.stream()
                    .map(slot -> plan.inputs().get(slot.input()))
                    .collect(Collectors.toSet()));
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

  @Override
  public boolean isSpent(int input) {
    return spent.contains(plan.inputs().get(input));
  }

  /// The inputs that every launch reads in another form only.
  private static Set<Buffer> spent(
      Plan plan, Map<Plan.Action.Launch, CompiledKernel> compiled, Set<Buffer> wanted) {
    var spent = new HashSet<>(wanted);
    read(plan.actions(), compiled, spent);
    return spent;
  }

  /// Takes away what is read as it is.
  private static void read(
      List<Plan.Action> actions,
      Map<Plan.Action.Launch, CompiledKernel> compiled,
      Set<Buffer> spent) {
    for (var action : actions) {
      switch (action) {
        case Plan.Action.Launch launch -> {
          for (int i = 0; i < launch.arguments().size(); i++) {
            if (!Objects.requireNonNull(compiled.get(launch)).code().isSpent(i)) {
              spent.remove(launch.arguments().get(i));
            }
          }
        }
        case Plan.Action.Copy(var to, var from) -> {
          spent.remove(to);
          spent.remove(from);
        }
        case Plan.Action.Repeat r -> read(r.body(), compiled, spent);
        case Plan.Action.Branch b -> {
          spent.remove(b.when());
          read(b.then(), compiled, spent);
          read(b.otherwise(), compiled, spent);
        }
      }
    }
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
