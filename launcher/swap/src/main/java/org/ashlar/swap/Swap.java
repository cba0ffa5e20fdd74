package org.ashlar.swap;

import java.util.Map;

/// A replacement that was done.
///
/// @param service the simple name of the interface of a block, `Backend`, or the short name of a
///   contract, `ir`
/// @param from bundle and version before
/// @param to bundle and version after
/// @param manner a {@link Manner}, or `refresh` for a contract with everything wired to it
/// @param gapMs the longest that a request waited
/// @param drained runs that were in flight on the old build
/// @param bundles how many bundles were exchanged or started anew
/// @param ms how long all of it took
public record Swap(
    String service,
    String from,
    String to,
    String manner,
    double gapMs,
    int drained,
    int bundles,
    double ms) {

  /// For reports.
  public Map<String, Object> row() {
    return Map.of(
        "service",
        service,
        "from",
        from,
        "to",
        to,
        "manner",
        manner,
        "gap_ms",
        Math.round(gapMs * 100) / 100.0,
        "drained",
        drained,
        "bundles",
        bundles,
        "ms",
        Math.round(ms * 100) / 100.0);
  }
}
