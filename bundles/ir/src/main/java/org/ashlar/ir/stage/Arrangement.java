package org.ashlar.ir.stage;

import java.util.function.Consumer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.osgi.annotation.versioning.ConsumerType;

/// Chooses how the buffers between launches lie in memory. A service: every one present is asked,
/// the highest ranked first, after lowering and before schedules.
@ConsumerType
public interface Arrangement {
  /// A plan that computes the same from the same inputs. Inputs and outputs stay as they are; the
  /// plan itself where nothing is gained.
  ///
  /// @param plan unscheduled, with constant sizes
  /// @param notes takes one line a decision
  Plan arrange(Plan plan, Target target, Consumer<String> notes);
}
