package org.ashlar.gpu.timing;

/// What an operation does beside computing.
public enum Effect {
  NONE,
  LOAD,
  STORE,
  ATOMIC,
  /// Memory to shared memory past the registers.
  COPY_ASYNC,
  COMMIT_GROUP,
  WAIT_GROUP,
  BARRIER,
  BRANCH,
  /// Waits until what the warp stored can be seen.
  FENCE
}
