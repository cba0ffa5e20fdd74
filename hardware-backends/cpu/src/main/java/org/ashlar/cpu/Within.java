package org.ashlar.cpu;

import java.lang.foreign.SegmentAllocator;

/// What a bound kernel is part of.
///
/// @param work the run
/// @param number the kernel's place in the plan
/// @param workers who shares its loops
/// @param memory for what it keeps between runs
record Within(Work work, int number, Workers workers, SegmentAllocator memory) {}
