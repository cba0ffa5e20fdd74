package org.ashlar.gpu.engine;

import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// `setp` and `set`: a comparison, combined with a predicate or not, into predicates or numbers.
final class SetAction extends Action {
  private final LaneFunction compare;
  private final String combine;
  private final int a;
  private final int b;
  private final int with;
  private final boolean negated;
  private final int first;
  private final int second;
  private final boolean pair;
  private final long yes;

  private SetAction(
      Instruction i, Decoder decoder, Type type, int first, int second, boolean pair, long yes) {
    compare = Comparisons.of(i, type);
    combine = i.has("and") ? "and" : i.has("or") ? "or" : i.has("xor") ? "xor" : "";
    var o = i.operands();
    a = decoder.value(o.get(1), type);
    b = decoder.value(o.get(2), type);
    if (o.size() > 3) {
      negated = o.get(3) instanceof Operand.Not;
      with = decoder.value(o.get(3) instanceof Operand.Not(var p) ? p : o.get(3), Type.PRED);
    } else {
      negated = false;
      with = -1;
    }
    this.first = first;
    this.second = second;
    this.pair = pair;
    this.yes = yes;
  }

  /// The second predicate of a pair `p|q` is the opposite; of halves, that of the upper ones.
  static Action predicate(Instruction i, Decoder decoder) {
    var type = i.type();
    var to = i.operands().getFirst();
    int first = decoder.result(to instanceof Operand.Pair(var p, var q) ? p : to);
    int second = to instanceof Operand.Pair(var p, var q) ? decoder.result(q) : -1;
    return new SetAction(i, decoder, type, first, second, type.isPair(), 1);
  }

  /// `set.cmp.dtype.stype`: all ones, or 1.0 for floats.
  static Action number(Instruction i, Decoder decoder) {
    var types = i.types();
    var to = types.getFirst();
    long yes =
        switch (to) {
          case F32 -> Words.bits(1f);
          case F16, F16X2 -> 0x3C00;
          case BF16, BF16X2 -> 0x3F80;
          case U16, S16 -> 0xFFFF;
          default -> i.type().isPair() ? 0xFFFF : 0xFFFFFFFFL;
        };
    return new SetAction(
        i, decoder, i.type(), decoder.result(i.operands().getFirst()), -1, i.type().isPair(), yes);
  }

  @Override
  void run(Warp warp, int mask) {
    var r = warp.registers;
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      long x = r[a + lane];
      long y = r[b + lane];
      boolean said = with >= 0 && r[with + lane] != 0 != negated;
      boolean low = combined(compare.apply(x, y, 0) != 0, said);
      if (pair) {
        boolean high = combined(compare.apply(x >>> 16, y >>> 16, 0) != 0, said);
        if (second >= 0) {
          r[first + lane] = low ? 1 : 0;
          r[second + lane] = high ? 1 : 0;
        } else {
          r[first + lane] = (low ? yes : 0) | (high && yes != 1 ? yes << 16 : 0);
        }
        continue;
      }
      if (second >= 0) {
        r[second + lane] = combined(compare.apply(x, y, 0) == 0, said) ? 1 : 0;
      }
      r[first + lane] = low ? yes : 0;
    }
  }

  private boolean combined(boolean holds, boolean said) {
    return switch (combine) {
      case "and" -> holds && said;
      case "or" -> holds || said;
      case "xor" -> holds != said;
      default -> holds;
    };
  }
}
