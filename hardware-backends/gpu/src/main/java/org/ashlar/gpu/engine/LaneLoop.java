package org.ashlar.gpu.engine;

/// A function of all lanes of a warp at once, on places of its register file.
@FunctionalInterface
interface LaneLoop {
  void run(long[] registers, int result, int a, int b, int c, int mask);
}
