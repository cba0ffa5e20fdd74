package org.ashlar.lower;

import java.util.function.Consumer;
import org.ashlar.ir.Function;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Lowering;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Functions become plans: operators are opened, what is cheap is computed where it is read, what
/// must be stored gets loops, loops over the same rows become one kernel; control flow becomes
/// actions that repeat and branch.
@Component(service = Lowering.class)
public final class Lower implements Lowering {
  private static final Logger LOG = LoggerFactory.getLogger(Lower.class);

  @Override
  public Plan lower(Function function, Target target) {
    return lower(function, target, note -> LOG.debug("lower {}: {}", function.name(), note));
  }

  @Override
  public Plan lower(Function function, Target target, Consumer<String> notes) {
    return plan(function, target, notes, true);
  }

  /// @param fuse whether values may be computed where they are read, and kernels shared; else each
  ///   value is stored
  static Plan plan(Function function, Target target, Consumer<String> notes, boolean fuse) {
    return new Flow(target, notes, fuse).plan(function);
  }
}
