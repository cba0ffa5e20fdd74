package org.ashlar.gpu.engine;

/// What generated code of one host thread works with: where memory lies, arguments, and whose turn
/// it is.
final class Frame {
  /// Native addresses and bytes of global, shared and (of this thread) local memory.
  long global;

  long globalBytes;
  long shared;
  long sharedBytes;
  long local;
  long localBytes;

  /// The native address of the first thread's local memory.
  long locals;

  /// The parameter space, eight bytes a word.
  long[] parameters = {};

  LaneFunction[] functions = {};

  int blockX;
  int blockY;
  int blockZ;
  int blocksX;
  int blocksY;
  int blocksZ;
  int threadsX;
  int threadsY;
  int threadsZ;

  /// The warp whose thread runs; where code has no stops, none.
  @org.jspecify.annotations.Nullable Warp warp;

  /// The thread of the block that runs, where code has no stops.
  int thread;
}
