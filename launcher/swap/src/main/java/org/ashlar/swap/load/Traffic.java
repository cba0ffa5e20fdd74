package org.ashlar.swap.load;

import java.util.Set;

/// What the load has seen so far.
///
/// @param wrong answers whose numbers differ by more than the tolerance from those computed
///   beforehand
/// @param versions of all bundles that computed an answer: `org.ashlar.cpu 0.1.0`
/// @param p50 latency in milliseconds, as the others
public record Traffic(
    long requests,
    long failures,
    long wrong,
    Set<String> versions,
    double p50,
    double p99,
    double max,
    double seconds) {
  public Traffic {
    versions = Set.copyOf(versions);
  }
}
