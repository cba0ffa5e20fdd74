package org.ashlar.backend;

import java.util.List;
import java.util.Set;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Tuning;
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

  /// The same, told which inputs keep their contents from launch to launch. What such an input is
  /// worth rearranging into goes to prepared memory ({@link Executable#preparedBytes}).
  ///
  /// @param constant some of the plan's inputs
  default Executable compile(Plan plan, Target target, Set<Buffer> constant) {
    return compile(plan, target);
  }

  /// The same, told what measuring found to be better for some kernels than what this backend would
  /// choose by itself.
  default Executable compile(Plan plan, Target target, Set<Buffer> constant, Tuning tuning) {
    return compile(plan, target, constant);
  }

  /// A device of this kind, owned by the caller.
  Device open(Target target);
}
