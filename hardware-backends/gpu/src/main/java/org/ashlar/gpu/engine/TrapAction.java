package org.ashlar.gpu.engine;

/// `trap`: the program says that it cannot go on.
final class TrapAction extends Action {
  private final int instruction;

  TrapAction(int instruction) {
    this.instruction = instruction;
  }

  @Override
  void run(Warp warp, int mask) {
    int lane = Integer.numberOfTrailingZeros(mask);
    throw new Fault(warp.block.where(warp, instruction, lane), "trap: the program stops here");
  }
}
