package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;

/// The kernels of a plan, also those that repeat or branch.
final class Kernels {
  private Kernels() {}

  static List<Kernel> of(Plan plan) {
    var kernels = new ArrayList<Kernel>();
    map(
        plan.actions(),
        k -> {
          kernels.add(k);
          return k;
        });
    return kernels;
  }

  static Plan map(Plan plan, UnaryOperator<Kernel> change) {
    return new Plan(
        plan.name(),
        plan.sizes(),
        plan.inputs(),
        plan.outputs(),
        plan.workspace(),
        map(plan.actions(), change));
  }

  private static List<Action> map(List<Action> actions, UnaryOperator<Kernel> change) {
    var mapped = new ArrayList<Action>();
    for (var action : actions) {
      mapped.add(
          switch (action) {
            case Action.Launch launch ->
                new Action.Launch(change.apply(launch.kernel()), launch.arguments());
            case Action.Copy copy -> copy;
            case Action.Repeat repeat ->
                new Action.Repeat(repeat.times(), map(repeat.body(), change));
            case Action.Branch branch ->
                new Action.Branch(
                    branch.when(), map(branch.then(), change), map(branch.otherwise(), change));
          });
    }
    return mapped;
  }
}
