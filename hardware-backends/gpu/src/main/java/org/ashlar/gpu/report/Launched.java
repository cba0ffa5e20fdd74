package org.ashlar.gpu.report;

import org.ashlar.gpu.timing.Timing;
import org.ashlar.ptx.Entry;

/// One launch of a profiled run.
///
/// @param kernel of the plan, whose entry this is
/// @param entry what was launched
/// @param timing what it takes; launches of one entry share it
/// @param text the lines of the module that the entry stands in
public record Launched(String kernel, Entry entry, Timing timing, String[] text) {}
