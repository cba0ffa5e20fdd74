package org.ashlar.gpu.timing;

/// What one multiprocessor counts. Plain numbers, because counting is most of what a simulator
/// does.
final class Tally {
  final long[] issued = new long[Unit.values().length];
  final long[] stalls = new long[Stall.values().length];
  final long[] issuedAt;
  final long[] stalledAt;
  long instructions;
  long threadInstructions;
  long floats;
  long loadRequests;
  long loadSectors;
  long loadHits;
  long storeRequests;
  long storeSectors;
  long atomicRequests;
  long sharedRequests;
  long sharedPasses;
  long warpCycles;
  long activeCycles;
  long blocks;

  Tally(int instructionsOfKernel) {
    issuedAt = new long[instructionsOfKernel];
    stalledAt = new long[instructionsOfKernel];
  }

  void add(Tally other) {
    add(issued, other.issued);
    add(stalls, other.stalls);
    add(issuedAt, other.issuedAt);
    add(stalledAt, other.stalledAt);
    instructions += other.instructions;
    threadInstructions += other.threadInstructions;
    floats += other.floats;
    loadRequests += other.loadRequests;
    loadSectors += other.loadSectors;
    loadHits += other.loadHits;
    storeRequests += other.storeRequests;
    storeSectors += other.storeSectors;
    atomicRequests += other.atomicRequests;
    sharedRequests += other.sharedRequests;
    sharedPasses += other.sharedPasses;
    warpCycles += other.warpCycles;
    activeCycles += other.activeCycles;
    blocks += other.blocks;
  }

  private static void add(long[] to, long[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }
}
