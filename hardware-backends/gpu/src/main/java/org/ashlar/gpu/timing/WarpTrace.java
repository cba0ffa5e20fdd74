package org.ashlar.gpu.timing;

/// What one warp did, instruction by instruction: the only thing that timing knows of values.
///
/// A trace may come in pieces: places count from the begin of a piece, and [#next] goes to the next
/// one.
public interface WarpTrace {
  /// How many executed instructions this piece has.
  int length();

  /// The index of an executed instruction in the entry's list.
  int instruction(int at);

  /// The lanes that executed it, a bit each.
  int active(int at);

  /// The address that a lane accessed, in the space of generic addresses; only for instructions
  /// that access memory.
  long address(int at, int lane);

  /// Forgets this piece and goes to the next one; false where the warp has ended.
  default boolean next() {
    return false;
  }
}
