package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ashlar.backend.Executable;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;

/// A plan with its kernels as classes. Immutable.
final class CpuExecutable implements Executable {
  /// A kernel of the plan.
  ///
  /// @param number in the order of the plan, from 0
  record Entry(int number, Kernel kernel, CompiledKernel compiled) {}

  private final Plan plan;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Kernel, Entry> byKernel = new IdentityHashMap<>();

  /// @param compiled the compiled form of each kernel of the plan, by identity
  CpuExecutable(Plan plan, Map<Kernel, CompiledKernel> compiled) {
    this.plan = plan;
    collect(plan.actions(), compiled);
  }

  private void collect(List<Plan.Action> actions, Map<Kernel, CompiledKernel> compiled) {
    for (var action : actions) {
      switch (action) {
        case Plan.Action.Launch(var kernel, _) -> {
          var code = compiled.get(kernel);
          if (code == null) {
            throw new IllegalStateException("cpu: kernel " + kernel.name() + " was not compiled");
          }
          if (!byKernel.containsKey(kernel)) {
            var entry = new Entry(entries.size(), kernel, code);
            entries.add(entry);
            byKernel.put(kernel, entry);
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

  @Override
  public Plan plan() {
    return plan;
  }

  Entry entry(Kernel kernel) {
    var entry = byKernel.get(kernel);
    if (entry == null) {
      throw new IllegalStateException(
          "cpu: kernel " + kernel.name() + " is not of plan " + plan.name());
    }
    return entry;
  }

  /// The kernel with this number.
  Entry entry(int number) {
    return entries.get(number);
  }

  @Override
  public String listing() {
    return entries.stream()
        .map(Entry::compiled)
        .distinct()
        .map(CompiledKernel::listing)
        .collect(Collectors.joining("\n"));
  }

  @Override
  public long codeBytes() {
    return entries.stream().map(Entry::compiled).distinct().mapToLong(c -> c.bytes().length).sum();
  }
}
