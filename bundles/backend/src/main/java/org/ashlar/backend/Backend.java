package org.ashlar.backend;

import java.util.List;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.osgi.annotation.versioning.ConsumerType;

/// A kind of hardware. A service; one bundle may offer several targets.
@ConsumerType
public interface Backend {
  /// The machines it can be, best first.
  List<Target> targets();

  /// Whether it can run a kernel, asked one operator at a time before fusion.
  Support supports(Kernel unscheduled, Target target);

  /// Machine form of a plan. Immutable and shareable: a run's memory is passed in.
  ///
  /// @throws IllegalArgumentException when a kernel is outside what {@link #supports} accepts
  Executable compile(Plan plan, Target target);

  /// A device of this kind, owned by the caller.
  Device open(Target target);
}
