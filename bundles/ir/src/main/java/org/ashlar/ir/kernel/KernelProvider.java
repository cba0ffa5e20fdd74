package org.ashlar.ir.kernel;

import java.util.Optional;
import org.ashlar.ir.Value;
import org.osgi.annotation.versioning.ConsumerType;

/// A better kernel than the derived one, for some operator on some target. A service.
@ConsumerType
public interface KernelProvider {
  /// A kernel whose parameters are the call's arguments, then its results; empty where the derived
  /// one is as good.
  Optional<Kernel> kernel(Value call, Target target);
}
