package org.ashlar.gpu.engine;

import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// Sums and differences that read or write the carry flag: `add.cc`, `addc`, `sub.cc`, `subc`,
/// `mad.cc`, `madc`.
///
/// The flag is a register of each lane. After a difference it says that something was borrowed.
final class CarryAction extends Action {
  private final Type type;
  private final boolean subtract;
  private final boolean product;
  private final boolean high;
  private final boolean reads;
  private final boolean writes;
  private final int result;
  private final int[] of;
  private final int flag;

  CarryAction(Instruction i, Decoder decoder) {
    type = i.type();
    subtract = i.opcode().startsWith("sub");
    product = i.opcode().startsWith("mad");
    high = i.has("hi");
    reads = i.opcode().endsWith("c");
    writes = i.has("cc");
    result = decoder.result(i.operands().getFirst());
    flag = decoder.slots().flag();
    of = i.operands().stream().skip(1).mapToInt((Operand o) -> decoder.value(o, type)).toArray();
  }

  @Override
  void run(Warp warp, int mask) {
    var r = warp.registers;
    int bits = type.bits();
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      long carry = reads ? r[flag + lane] : 0;
      long x = r[of[0] + lane];
      long y = r[of[1] + lane];
      if (product) {
        x = high ? IntegerFunctions.high(type, x, y) : Words.wrap(bits, x * y);
        y = r[of[2] + lane];
      }
      long sum = Words.wrap(bits, subtract ? x - y - carry : x + y + carry);
      if (writes) {
        int order = Long.compareUnsigned(x, subtract ? y : sum);
        // With a carry in, equal means that it went around as well.
        boolean out =
            subtract
                ? order < 0 || carry != 0 && order == 0
                : order > 0 || carry != 0 && order == 0 && y != 0;
        r[flag + lane] = out ? 1 : 0;
      }
      r[result + lane] = sum;
    }
  }
}
