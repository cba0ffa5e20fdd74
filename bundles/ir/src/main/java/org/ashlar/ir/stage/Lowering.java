package org.ashlar.ir.stage;

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
  /// @throws IllegalArgumentException when an operator has no loops to give (`Opaque`); the message names it
  Plan lower(Function function, Target target);
}
