package org.ashlar.ptx;

import java.util.List;

/// Instructions that run one after another: entered at the first only, left after the last only.
///
/// @param first the index of its first instruction
/// @param end the index behind its last
/// @param successors the blocks that may follow: first where a branch goes, then the next; none
///   where the thread ends
public record BasicBlock(
    int index, int first, int end, List<Integer> successors, List<Integer> predecessors) {
  /// Keeps copies.
  public BasicBlock {
    successors = List.copyOf(successors);
    predecessors = List.copyOf(predecessors);
  }

  /// The index of the last instruction.
  public int last() {
    return end - 1;
  }
}
