package org.ashlar.gpu.engine;

import java.util.function.LongBinaryOperator;

/// `atom` and `red`: memory is read, changed and written as one; lanes in their order, blocks in
/// theirs.
final class AtomicAction extends Action {
  final Access access;
  final int bytes;
  private final LongBinaryOperator change;
  private final int result;
  private final int operand;
  private final int swap;

  /// @param change of what is there and the operand
  /// @param result the place for what was there, or -1
  /// @param swap of `cas`: the place of what is written where the operand equals; else -1
  AtomicAction(
      Access access, int bytes, LongBinaryOperator change, int result, int operand, int swap) {
    this.access = access;
    this.bytes = bytes;
    this.change = change;
    this.result = result;
    this.operand = operand;
    this.swap = swap;
  }

  @Override
  boolean memory() {
    return true;
  }

  @Override
  void run(Warp warp, int mask) {
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      long address = access.address(warp, lane);
      warp.addresses[lane] = address;
      var reached = access.reached(address);
      long within = access.within(reached, address);
      access.touched(warp, lane, reached, within, bytes, Watch.Touch.ATOMIC, 0);
      long at = access.checked(warp, lane, reached, within, bytes);
      var segment = access.segment(warp, reached);
      long old = Access.get(segment, at, bytes);
      long with = Words.wrap(8 * bytes, warp.registers[operand + lane]);
      long next =
          swap < 0
              ? change.applyAsLong(old, with)
              : old == with ? warp.registers[swap + lane] : old;
      Access.set(segment, at, bytes, next);
      if (result >= 0) {
        warp.registers[result + lane] = old;
      }
    }
  }
}
