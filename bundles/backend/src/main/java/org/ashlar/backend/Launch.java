package org.ashlar.backend;

import java.time.Duration;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/// A plan that runs.
@ConsumerType
public interface Launch {
  /// Waits until it is done.
  ///
  /// @throws LaunchException when a place was out of range (buffer, place and size are named), or
  ///   the limit passed
  void await(Duration limit);

  /// What was counted (cycles, bytes, launches), by name with the unit in it; complete after {@link
  /// #await}.
  default Map<String, Number> counters() {
    return Map.of();
  }
}
