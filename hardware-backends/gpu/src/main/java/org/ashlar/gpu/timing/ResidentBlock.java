package org.ashlar.gpu.timing;

/// A block on a multiprocessor.
final class ResidentBlock {
  final long index;
  final long start;
  int alive;
  int atBarrier;
  ResidentWarp[] warps = new ResidentWarp[0];

  ResidentBlock(long index, long start) {
    this.index = index;
    this.start = start;
  }
}
