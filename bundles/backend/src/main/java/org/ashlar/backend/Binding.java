package org.ashlar.backend;

import org.osgi.annotation.versioning.ConsumerType;

/// A compiled plan with its memory, ready to run any number of times: what a device can work out
/// once is not worked out at each run. For one run at a time.
@ConsumerType
public interface Binding extends AutoCloseable {
  /// Runs once; done on return.
  ///
  /// @param nanos the longest that it may take; `Long.MAX_VALUE`: any time
  /// @throws LaunchException when a place was out of range (buffer, place and size are named), or
  ///   the limit passed
  void run(long nanos);

  /// Ends its use; the memory stays its owner's.
  @Override
  default void close() {}
}
