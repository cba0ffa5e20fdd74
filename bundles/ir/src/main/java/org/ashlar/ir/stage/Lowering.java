package org.ashlar.ir.stage;

import java.util.function.Consumer;
import org.ashlar.ir.Function;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.osgi.annotation.versioning.ConsumerType;

/// Turns a function into loops. A service.
@ConsumerType
public interface Lowering {
  /// Kernels, unscheduled, fused where it pays; each buffer of the workspace in a slot of its own.
  ///
  /// @param function with constant sizes or {@link org.ashlar.ir.Expr.Size}s
  /// @throws IllegalArgumentException when an operator has no loops to give (`Opaque`); the message
  ///   names it
  Plan lower(Function function, Target target);

  /// The same plan, and one line a decision: what was fused into what, what was stored and why.
  default Plan lower(Function function, Target target, Consumer<String> notes) {
    return lower(function, target);
  }
}
