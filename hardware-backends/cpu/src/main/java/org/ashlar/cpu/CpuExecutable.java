package org.ashlar.cpu;

import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ashlar.backend.Executable;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;

/// A plan with its kernels as classes.
///
/// @param kernels the compiled form of each kernel of the plan, by identity
record CpuExecutable(Plan plan, Map<Kernel, CompiledKernel> kernels) implements Executable {
  CpuExecutable {
    kernels = new IdentityHashMap<>(kernels);
  }

  CompiledKernel kernel(Kernel kernel) {
    var compiled = kernels.get(kernel);
    if (compiled == null) {
      throw new IllegalStateException("cpu: kernel " + kernel.name() + " is not of plan " + plan.name());
    }
    return compiled;
  }

  @Override
  public String listing() {
    return new LinkedHashSet<>(launches(plan.actions())).stream()
        .map(CompiledKernel::listing)
        .collect(Collectors.joining("\n"));
  }

  private List<CompiledKernel> launches(List<Plan.Action> actions) {
    return actions.stream()
        .flatMap(action -> (switch (action) {
          case Plan.Action.Launch l -> List.of(kernel(l.kernel()));
          case Plan.Action.Copy _ -> List.<CompiledKernel>of();
          case Plan.Action.Repeat r -> launches(r.body());
          case Plan.Action.Branch b -> {
            var both = new java.util.ArrayList<>(launches(b.then()));
            both.addAll(launches(b.otherwise()));
            yield both;
          }
        }).stream())
        .toList();
  }
}
