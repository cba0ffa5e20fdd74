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

  /// Lets an argument lie in other memory for the next run, by the thread that will run it: what a
  /// caller has need not be copied. The device keeps the memory from being closed while it works
  /// there.
  ///
  /// @param argument by its place among inputs and outputs
  /// @param at of the argument's size at least; overlaps no other argument that is written
  /// @return false where it stays where it was bound: this memory does not suit the device
  default boolean lend(int argument, Memory at) {
    return false;
  }

  /// Ends its use; the memory stays its owner's.
  @Override
  default void close() {}
}
