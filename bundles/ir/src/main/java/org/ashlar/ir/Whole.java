package org.ashlar.ir;

import org.ashlar.ir.DType.Kind;

/// Arithmetic of integers on their bits: wraps, never traps.
final class Whole {
  private Whole() {}

  static long apply(Op2 op, DType dtype, long x, long y) {
    boolean signed = dtype.kind() == Kind.SIGNED;
    return switch (op) {
      case ADD -> Codec.wrap(dtype, x + y);
      case SUB -> Codec.wrap(dtype, x - y);
      case MUL -> Codec.wrap(dtype, x * y);
      case DIV -> y == 0 ? 0 : signed ? Codec.wrap(dtype, x / y) : Long.divideUnsigned(x, y);
      case REM -> y == 0 ? 0 : signed ? x % y : Long.remainderUnsigned(x, y);
      case FLOORDIV ->
          y == 0 ? 0 : signed ? Codec.wrap(dtype, Math.floorDiv(x, y)) : Long.divideUnsigned(x, y);
      case FLOORMOD -> y == 0 ? 0 : signed ? Math.floorMod(x, y) : Long.remainderUnsigned(x, y);
      case POW -> power(dtype, x, y);
      case MIN -> less(signed, y, x) ? y : x;
      case MAX -> less(signed, x, y) ? y : x;
      case AND -> x & y;
      case OR -> x | y;
      case XOR -> x ^ y;
      case SHL -> count(dtype, y) >= dtype.bits() ? 0 : Codec.wrap(dtype, x << y);
      case SHR -> shiftRight(dtype, x, y);
      case EQ -> Scalar.truth(x == y);
      case NE -> Scalar.truth(x != y);
      case LT -> Scalar.truth(less(signed, x, y));
      case LE -> Scalar.truth(!less(signed, y, x));
      case SET -> y;
      case ATAN2 -> throw new IllegalArgumentException(op + ": is not defined for " + dtype);
    };
  }

  private static boolean less(boolean signed, long x, long y) {
    return signed ? x < y : Long.compareUnsigned(x, y) < 0;
  }

  /// A shift count, unsigned; all counts beyond the width are one.
  private static long count(DType dtype, long y) {
    return y < 0 || y > dtype.bits() ? dtype.bits() : y;
  }

  private static long shiftRight(DType dtype, long x, long y) {
    long count = count(dtype, y);
    if (dtype.kind() == Kind.SIGNED) {
      return x >> Math.min(count, 63);
    }
    return count >= dtype.bits() ? 0 : x >>> count;
  }

  /// Powers wrap. A negative exponent gives the truncated quotient: 0, except for ±1; of 0 it is 0,
  /// as a division by 0.
  private static long power(DType dtype, long x, long y) {
    if (dtype.kind() == Kind.SIGNED && y < 0) {
      return x == 1 ? 1 : x == -1 ? (y & 1) == 0 ? 1 : Codec.wrap(dtype, -1) : 0;
    }
    long power = 1;
    long square = x;
    for (long rest = y; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        power *= square;
      }
      square *= square;
    }
    return Codec.wrap(dtype, power);
  }
}
