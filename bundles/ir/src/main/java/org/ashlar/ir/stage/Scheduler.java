package org.ashlar.ir.stage;

import java.util.List;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Target;
import org.osgi.annotation.versioning.ConsumerType;

/// Chooses how a kernel runs on a machine. A service.
@ConsumerType
public interface Scheduler {
  /// Steps that are legal for the kernel, in order; empty where nothing is gained.
  List<Step> schedule(Kernel kernel, Target target);
}
