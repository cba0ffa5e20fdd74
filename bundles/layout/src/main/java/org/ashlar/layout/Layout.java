package org.ashlar.layout;

import java.util.function.Consumer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Arrangement;
import org.osgi.service.component.annotations.Component;

/// Lets the buffers between launches lie as their writers and readers want them. Targets without
/// vectors gain nothing: their plans stay.
@Component(service = Arrangement.class)
public final class Layout implements Arrangement {
  @Override
  public Plan arrange(Plan plan, Target target, Consumer<String> notes) {
    if (target.vectorBytes() == 0 || !plan.sizes().isEmpty()) {
      return plan;
    }
    var draft = new Draft(plan);
    Spread.apply(draft, notes);
    Rows.apply(draft, notes);
    Boxes.apply(draft, notes);
    Permute.apply(draft, Orders.of(draft), notes);
    Chains.apply(draft, target, notes);
    return draft.isChanged() ? draft.plan() : plan;
  }
}
