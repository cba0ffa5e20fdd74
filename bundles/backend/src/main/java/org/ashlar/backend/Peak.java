package org.ashlar.backend;

import org.osgi.annotation.versioning.ConsumerType;

/// A facet of a device that can tell how fast it multiplies at most: what figures are held to.
@ConsumerType
public interface Peak {
  /// Multiplies with as many independent sums as its registers hold, on the calling thread, for
  /// about a millisecond.
  ///
  /// @return the operations on f32 that this was, a multiplication and its sum as two
  double multiply();
}
