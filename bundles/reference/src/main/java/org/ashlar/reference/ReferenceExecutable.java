package org.ashlar.reference;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.backend.Executable;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Plan;

/// A plan as small functions. A plan with sizes is compiled at each launch, for the sizes given.
final class ReferenceExecutable implements Executable {
  private final Plan plan;
  private final Optional<CompiledPlan> constant;

  /// @throws IllegalArgumentException when the plan uses names that nothing binds
  ReferenceExecutable(Plan plan) {
    this.plan = plan;
    if (plan.sizes().isEmpty()) {
      constant = Optional.of(new CompiledPlan(plan, Map.of()));
    } else {
      // finds the plan's errors now, not at its first launch
      compile(plan.sizes().stream().mapToLong(Expr.Size::min).toArray());
      constant = Optional.empty();
    }
  }

  @Override
  public Plan plan() {
    return plan;
  }

  CompiledPlan compiled(long[] sizes) {
    if (sizes.length != plan.sizes().size()) {
      throw new IllegalArgumentException(
          "plan " + plan.name() + ": has " + plan.sizes().size() + " sizes, given " + sizes.length);
    }
    return constant.orElseGet(() -> compile(sizes));
  }

  private CompiledPlan compile(long[] sizes) {
    var named = new HashMap<String, Long>();
    List<Expr.Size> declared = plan.sizes();
    for (int i = 0; i < sizes.length; i++) {
      var size = declared.get(i);
      if (sizes[i] < size.min() || sizes[i] > size.max()) {
        throw new IllegalArgumentException(
            "plan "
                + plan.name()
                + ": size "
                + size.name()
                + ": "
                + sizes[i]
                + " is outside of "
                + size.min()
                + ".."
                + size.max());
      }
      named.put(size.name(), sizes[i]);
    }
    return new CompiledPlan(plan, named);
  }
}
