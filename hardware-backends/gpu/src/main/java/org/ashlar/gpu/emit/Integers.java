package org.ashlar.gpu.emit;

import org.ashlar.ir.DType;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Range;

/// Arithmetic of integers and truths, as {@link org.ashlar.ir.Scalar} says: it wraps, and a
/// division by zero gives 0.
final class Integers {
  private final Ptx ptx;

  Integers(Ptx ptx) {
    this.ptx = ptx;
  }

  Value apply(Op1 op, DType dtype, Value x) {
    return switch (op) {
      case NEG -> wrap(dtype, ptx.make(x.kind(), "neg." + signed(x.kind()), x));
      case NOT -> wrap(dtype, ptx.make(x.kind(), "not." + x.kind().bits(), x));
      case ABS ->
          dtype.kind() == DType.Kind.SIGNED
              ? wrap(dtype, ptx.make(x.kind(), "abs." + signed(x.kind()), x))
              : x;
      case FLOOR, CEIL, ROUND, TRUNC -> x;
      case IS_NAN -> truth(false);
      default -> throw new IllegalArgumentException(op + ": is not defined for " + dtype);
    };
  }

  Value not(Value truth) {
    return ptx.make(Kind.TRUTH, "not.pred", truth);
  }

  Value truth(boolean value) {
    return ptx.make(Kind.TRUTH, "setp.ne.s32", value ? 1 : 0, 0);
  }

  /// Operations on truths; sums are OR and products AND.
  Value truths(Op2 op, Value x, Value y) {
    return switch (op) {
      case ADD, OR, MAX -> ptx.make(Kind.TRUTH, "or.pred", x, y);
      case MUL, AND, MIN -> ptx.make(Kind.TRUTH, "and.pred", x, y);
      case XOR, NE -> ptx.make(Kind.TRUTH, "xor.pred", x, y);
      case EQ -> not(ptx.make(Kind.TRUTH, "xor.pred", x, y));
      case LT -> ptx.make(Kind.TRUTH, "and.pred", not(x), y);
      case LE -> ptx.make(Kind.TRUTH, "or.pred", not(x), y);
      case SET -> y;
      default -> throw new IllegalArgumentException(op + ": is not defined for bool");
    };
  }

  /// @param of the range of each operand, where it is known
  Value apply(Op2 op, DType dtype, Value x, Value y, Range ofX, Range ofY) {
    var kind = x.kind();
    var type = type(dtype, kind);
    return switch (op) {
      case ADD -> wrap(dtype, ptx.make(kind, "add." + signed(kind), x, y));
      case SUB -> wrap(dtype, ptx.make(kind, "sub." + signed(kind), x, y));
      case MUL -> wrap(dtype, product(kind, x, y));
      case MIN -> ptx.make(kind, "min." + type, x, y);
      case MAX -> ptx.make(kind, "max." + type, x, y);
      case AND, OR, XOR -> ptx.make(kind, op + "." + kind.bits(), x, y);
      case SHL -> wrap(dtype, ptx.make(kind, "shl." + kind.bits(), x, amount(y)));
      case SHR -> ptx.make(kind, "shr." + type, x, amount(y));
      case EQ, NE, LT, LE -> compare(op, type, x, y);
      case SET -> y;
      case DIV -> wrap(dtype, quotient(dtype, x, y, ofX, ofY, false));
      case REM -> remainder(dtype, x, y, ofX, ofY);
      case FLOORDIV -> wrap(dtype, floorDiv(dtype, x, y, ofX, ofY));
      case FLOORMOD -> floorMod(dtype, x, y, ofX, ofY);
      case POW -> power(dtype, x, y);
      case ATAN2 -> throw new IllegalArgumentException(op + ": is not defined for " + dtype);
    };
  }

  Value compare(Op2 op, String type, Value x, Value y) {
    return ptx.make(Kind.TRUTH, "setp." + op + "." + type, x, y);
  }

  /// The number with the bits beyond its dtype's width as its sign says.
  Value wrap(DType dtype, Value x) {
    if (x.kind() == Kind.LONG || dtype.bits() == 32) {
      return x;
    }
    int bits = dtype.bits();
    if (dtype.kind() != DType.Kind.SIGNED) {
      return ptx.make(Kind.WORD, "and.b32", x, (1 << bits) - 1);
    }
    if (bits == 8 || bits == 16) {
      return ptx.make(Kind.WORD, "cvt.s32.s" + bits, x);
    }
    var high = ptx.make(Kind.WORD, "shl.b32", x, 32 - bits);
    return ptx.make(Kind.WORD, "shr.s32", high, 32 - bits);
  }

  private Value product(Kind kind, Value x, Value y) {
    var factor = y.isConstant() ? y : x;
    var other = y.isConstant() ? x : y;
    if (factor.isConstant() && Long.bitCount(factor.number()) == 1 && factor.number() > 0) {
      int shift = Long.numberOfTrailingZeros(factor.number());
      return shift == 0 ? other : ptx.make(kind, "shl." + kind.bits(), other, shift);
    }
    return ptx.make(kind, "mul.lo." + signed(kind), x, y);
  }

  /// A shift count as the 32 unsigned bits that shifts take; what is beyond stays beyond.
  private Value amount(Value y) {
    if (y.kind() == Kind.WORD) {
      return y;
    }
    return ptx.make(Kind.WORD, "cvt.u32.u64", ptx.make(Kind.LONG, "min.u64", y, 64));
  }

  /// `x / y`, truncated; 0 where y is 0.
  private Value quotient(
      DType dtype, Value x, Value y, Range ofX, Range ofY, boolean knownNotZero) {
    var kind = x.kind();
    var type = type(dtype, kind);
    if (y.isConstant() && y.number() > 0) {
      long divisor = y.number();
      boolean natural = dtype.kind() != DType.Kind.SIGNED || ofX.min() >= 0;
      if (natural && Long.bitCount(divisor) == 1) {
        int shift = Long.numberOfTrailingZeros(divisor);
        return shift == 0 ? x : ptx.make(kind, "shr." + type.replace('s', 'u'), x, shift);
      }
      if (natural && kind == Kind.WORD && ofX.max() <= Integer.MAX_VALUE) {
        return quotient(x, divisor);
      }
      return ptx.make(kind, "div." + (natural ? type.replace('s', 'u') : type), x, y);
    }
    if (ofY.min() > 0 && (ofX.min() >= 0 || dtype.kind() == DType.Kind.SIGNED)) {
      return ptx.make(kind, "div." + type, x, y);
    }
    var zero = Value.whole(kind, 0);
    var one = Value.whole(kind, 1);
    var isZero = compare(Op2.EQ, type, y, zero);
    var divisor = ptx.make(kind, "selp." + kind.bits(), one, y, isZero);
    Value result;
    if (dtype.kind() == DType.Kind.SIGNED) {
      // the least number by -1 is itself: a negation wraps
      var isMinus = compare(Op2.EQ, type, divisor, Value.whole(kind, -1));
      var safe = ptx.make(kind, "selp." + kind.bits(), one, divisor, isMinus);
      var plain = ptx.make(kind, "div." + type, x, safe);
      var negated = ptx.make(kind, "neg." + type, x);
      result = ptx.make(kind, "selp." + kind.bits(), negated, plain, isMinus);
    } else {
      result = ptx.make(kind, "div." + type, x, divisor);
    }
    return knownNotZero ? result : ptx.make(kind, "selp." + kind.bits(), zero, result, isZero);
  }

  /// `x / by` for x from 0 to 2^31 - 1: the upper half of a product with the rounded-up reciprocal
  /// (Granlund and Montgomery, 1994, theorem 4.2).
  Value quotient(Value x, long by) {
    if (Long.bitCount(by) == 1) {
      int shift = Long.numberOfTrailingZeros(by);
      return shift == 0 ? x : ptx.make(Kind.WORD, "shr.u32", x, shift);
    }
    if (by > Integer.MAX_VALUE) {
      return Value.whole(Kind.WORD, 0);
    }
    int shift = 63 - Long.numberOfLeadingZeros(by);
    long factor = Long.divideUnsigned((1L << 32 + shift) + by - 1, by);
    var high = ptx.make(Kind.WORD, "mul.hi.u32", x, factor);
    return shift == 0 ? high : ptx.make(Kind.WORD, "shr.u32", high, shift);
  }

  /// `x % by` for x from 0 to 2^31 - 1.
  Value remainder(Value x, long by) {
    if (Long.bitCount(by) == 1) {
      return ptx.make(Kind.WORD, "and.b32", x, by - 1);
    }
    return ptx.make(Kind.WORD, "sub.s32", x, product(Kind.WORD, quotient(x, by), word(by)));
  }

  private static Value word(long number) {
    return Value.whole(Kind.WORD, number);
  }

  /// The rest of the truncated division, with the dividend's sign; 0 where y is 0.
  private Value remainder(DType dtype, Value x, Value y, Range ofX, Range ofY) {
    var kind = x.kind();
    var type = type(dtype, kind);
    boolean natural = dtype.kind() != DType.Kind.SIGNED || ofX.min() >= 0;
    if (y.isConstant() && y.number() > 0) {
      if (natural && Long.bitCount(y.number()) == 1) {
        return ptx.make(kind, "and." + kind.bits(), x, y.number() - 1);
      }
      if (natural && kind == Kind.WORD && ofX.max() <= Integer.MAX_VALUE) {
        return remainder(x, y.number());
      }
      return ptx.make(kind, "rem." + (natural ? type.replace('s', 'u') : type), x, y);
    }
    if (ofY.min() > 0) {
      return ptx.make(kind, "rem." + type, x, y);
    }
    var q = quotient(dtype, x, y, ofX, ofY, true);
    var rest = ptx.make(kind, "sub." + signed(kind), x, product(kind, q, y));
    var isZero = compare(Op2.EQ, type, y, Value.whole(kind, 0));
    return ptx.make(kind, "selp." + kind.bits(), Value.whole(kind, 0), rest, isZero);
  }

  private Value floorDiv(DType dtype, Value x, Value y, Range ofX, Range ofY) {
    var kind = x.kind();
    var q = quotient(dtype, x, y, ofX, ofY, false);
    if (dtype.kind() != DType.Kind.SIGNED || ofX.min() >= 0 && ofY.min() >= 0) {
      return q;
    }
    var rest = ptx.make(kind, "sub." + signed(kind), x, product(kind, q, y));
    var down = crosses(kind, rest, y);
    var lower = ptx.make(kind, "sub." + signed(kind), q, 1);
    var result = ptx.make(kind, "selp." + kind.bits(), lower, q, down);
    if (y.isConstant() && y.number() != 0 || ofY.min() > 0) {
      return result;
    }
    var isZero = compare(Op2.EQ, signed(kind), y, Value.whole(kind, 0));
    return ptx.make(kind, "selp." + kind.bits(), Value.whole(kind, 0), result, isZero);
  }

  private Value floorMod(DType dtype, Value x, Value y, Range ofX, Range ofY) {
    var kind = x.kind();
    var rest = remainder(dtype, x, y, ofX, ofY);
    if (dtype.kind() != DType.Kind.SIGNED || ofX.min() >= 0 && ofY.min() >= 0) {
      return rest;
    }
    var other = ptx.make(kind, "add." + signed(kind), rest, y);
    return ptx.make(kind, "selp." + kind.bits(), other, rest, crosses(kind, rest, y));
  }

  /// Whether a remainder is not 0 and has another sign than the divisor.
  private Value crosses(Kind kind, Value rest, Value y) {
    var type = signed(kind);
    var signs = ptx.make(kind, "xor." + kind.bits(), rest, y);
    var differ = compare(Op2.LT, type, signs, Value.whole(kind, 0));
    var some = compare(Op2.NE, type, rest, Value.whole(kind, 0));
    return ptx.make(Kind.TRUTH, "and.pred", differ, some);
  }

  /// By squaring; a negative exponent gives 0, but 1 and -1 stay units.
  private Value power(DType dtype, Value x, Value y) {
    var kind = x.kind();
    var type = type(dtype, kind);
    var one = Value.whole(kind, 1);
    var zero = Value.whole(kind, 0);
    var result = ptx.make(kind, "mov." + kind.type(), one);
    var base = ptx.make(kind, "mov." + kind.type(), x);
    var left = ptx.make(kind, "mov." + kind.type(), y);
    boolean signed = dtype.kind() == DType.Kind.SIGNED;
    if (signed) {
      var negative = compare(Op2.LT, type, y, zero);
      var isOne = compare(Op2.EQ, type, x, one);
      var isMinus = compare(Op2.EQ, type, x, Value.whole(kind, -1));
      var unit = ptx.make(Kind.TRUTH, "or.pred", isOne, isMinus);
      var none = ptx.make(Kind.TRUTH, "and.pred", negative, not(unit));
      // of a unit only the parity of the exponent counts
      var parity = ptx.make(kind, "and." + kind.bits(), y, one);
      ptx.where(negative, "mov." + kind.type(), left, parity);
      ptx.where(none, "mov." + kind.type(), result, zero);
      ptx.where(none, "mov." + kind.type(), left, zero);
    }
    var again = ptx.label();
    var done = ptx.label();
    ptx.loop(again);
    ptx.jump(compare(Op2.EQ, type, left, zero), true, done);
    var odd = ptx.make(kind, "and." + kind.bits(), left, one);
    var isOdd = compare(Op2.NE, type, odd, zero);
    ptx.where(isOdd, "mul.lo." + signed(kind), result, result, base);
    ptx.add("mul.lo." + signed(kind), base, base, base);
    ptx.add("shr." + type.replace('s', 'u'), left, left, 1);
    ptx.jump(again);
    ptx.mark(done);
    return wrap(dtype, result);
  }

  /// `s32`, `u64`: how numbers of a dtype are compared and divided.
  static String type(DType dtype, Kind kind) {
    return (dtype.kind() == DType.Kind.SIGNED ? "s" : "u") + (kind == Kind.LONG ? 64 : 32);
  }

  static String signed(Kind kind) {
    return kind == Kind.LONG ? "s64" : "s32";
  }
}
