package org.ashlar.ptx;

import java.util.Set;
import java.util.TreeSet;

/// A natural loop: blocks that reach their header again without leaving.
///
/// @param header the block that dominates all others of it
/// @param blocks all of them, the header too
/// @param depth how many loops it lies in, itself counted
/// @param nounroll whether a pragma tells the assembler to leave it as it is
public record Loop(int header, Set<Integer> blocks, int depth, boolean nounroll) {
  /// Keeps a copy, in order.
  public Loop {
    blocks = java.util.Collections.unmodifiableSet(new TreeSet<>(blocks));
  }
}
