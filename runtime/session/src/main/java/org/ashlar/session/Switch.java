package org.ashlar.session;

import java.time.Duration;
import java.util.Map;

/// A session went from one epoch to the next.
///
/// @param session the program's name
/// @param epoch the number of the new one
/// @param from the bundles of the old one by symbolic name; empty for the first
/// @param to the bundles of the new one
/// @param gap how long the first of the requests that met no epoch waited; zero when none did
/// @param drained the runs that were in flight on the old one
/// @param lostSteps training steps that went with a device that died
public record Switch(
    String session,
    long epoch,
    Map<String, String> from,
    Map<String, String> to,
    Duration gap,
    int drained,
    long lostSteps) {
  public Switch {
    from = Map.copyOf(from);
    to = Map.copyOf(to);
  }
}
