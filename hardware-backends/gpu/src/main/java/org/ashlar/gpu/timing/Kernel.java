package org.ashlar.gpu.timing;

/// A launch as timing sees it.
///
/// @param blocks of the grid
/// @param threads of a block
/// @param sharedBytes of a block, static and dynamic together
/// @param source what the warps of a block did
public record Kernel(
    MachineCode code, long blocks, int threads, int sharedBytes, BlockSource source) {
  public int warpsPerBlock() {
    return (threads + 31) / 32;
  }
}
