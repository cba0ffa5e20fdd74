package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ashlar.backend.Backend;
import org.ashlar.ir.DType;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;

/// Every scalar operation gives at its edges what it must, however the loop around it runs, alone
/// and in the midst of other operations.
record EdgeLaw(Backend backend, Target target) {
  private static final int TOLD = 8;

  long check(Function<EdgeGroup, Kernel> form) {
    var dtypes = new ArrayList<DType>(target.dtypes());
    dtypes.sort(null);
    var wrong = new ArrayList<String>();
    long checked = 0;
    try (var device = backend.open(target)) {
      for (var group : Edges.of(dtypes)) {
        var kernel = form.apply(group);
        if (!backend.supports(kernel, target).yes()) {
          continue;
        }
        var executable = backend.compile(Plan.of(kernel), target);
        var after = Devices.run(device, executable, List.of(), group.arguments());
        wrong.addAll(group.wrong(after.getLast(), BackendLaws.ULPS));
        checked += group.edges().size();
      }
    }
    if (!wrong.isEmpty()) {
      throw Laws.broken(
          wrong.size()
              + " of "
              + checked
              + " edges are wrong: "
              + String.join("\n", wrong.subList(0, Math.min(TOLD, wrong.size()))));
    }
    return checked;
  }
}
