package org.ashlar.commands.swap;

/// A replacement that was done.
///
/// @param service the simple name of the interface: `Backend`
/// @param from bundle and version before
/// @param to bundle and version after
/// @param gapMs the longest that a request waited for an epoch
/// @param drained runs that were in flight on the old build
public record Swap(
    String service, String from, String to, Manner manner, double gapMs, int drained) {}
