package org.ashlar.ir;

import org.ashlar.ir.DType.Kind;

/// What every scalar operation means, on the bits of its operands (`semantics.md`): the arithmetic
/// of the reference, and the definition that every backend is tested against.
///
/// Integers wrap, a division by zero gives 0. Floats are IEEE 754, nearest even; f32 and f64 are
/// computed in their own width (what is not elementary rounded from f64), narrower ones in f64 and
/// rounded once, which is correct rounding for `+ - * / sqrt` since f64 has more than twice their
/// digits.
///
/// Where the page leaves a choice: FLOORDIV of floats is FLOOR of the rounded quotient, FLOORMOD
/// has the divisor's sign; POW is IEEE's, so `pow(1, NaN)` is 1, and of integers it wraps, with 0
/// for negative exponents of all but ±1; BOOL knows the logical operations, comparisons, MIN and
/// MAX, with ADD as OR and MUL as AND; f4e2m1, which has no NaN, gives 0 for one; e8m0, which has
/// no zero and no sign, gives its smallest number and NaN.
public final class Scalar {
  private Scalar() {}

  /// Whether an operation is defined for a dtype.
  public static boolean isDefined(Op1 op, DType dtype) {
    return switch (dtype.kind()) {
      case FLOAT -> op != Op1.NOT;
      case SIGNED, UNSIGNED ->
          switch (op) {
            case NEG, NOT, ABS, FLOOR, CEIL, ROUND, TRUNC, IS_NAN -> true;
            case SQRT, EXP, EXPM1, LOG, LOG1P, SIN, COS, TAN, ASIN, ACOS, ATAN, TANH, ERF -> false;
          };
      case BOOL -> op == Op1.NOT || op == Op1.IS_NAN;
      case COMPLEX, STRING -> false;
    };
  }

  /// Whether an operation is defined for a dtype.
  public static boolean isDefined(Op2 op, DType dtype) {
    return switch (dtype.kind()) {
      case FLOAT ->
          switch (op) {
            case AND, OR, XOR, SHL, SHR -> false;
            case ADD,
                SUB,
                MUL,
                DIV,
                REM,
                FLOORDIV,
                FLOORMOD,
                POW,
                ATAN2,
                MIN,
                MAX,
                EQ,
                NE,
                LT,
                LE,
                SET ->
                true;
          };
      case SIGNED, UNSIGNED -> op != Op2.ATAN2;
      case BOOL ->
          switch (op) {
            case ADD, MUL, AND, OR, XOR, MIN, MAX, EQ, NE, LT, LE, SET -> true;
            case SUB, DIV, REM, FLOORDIV, FLOORMOD, POW, ATAN2, SHL, SHR -> false;
          };
      case COMPLEX, STRING -> false;
    };
  }

  /// The bits of `op(x)`; of BOOL for IS_NAN, else of `dtype`.
  ///
  /// @throws IllegalArgumentException when the operation is not defined for the dtype
  public static long apply(Op1 op, DType dtype, long x) {
    if (!isDefined(op, dtype)) {
      throw undefined(op, dtype);
    }
    return switch (dtype.kind()) {
      case FLOAT -> floating(op, dtype, x);
      case SIGNED, UNSIGNED -> whole(op, dtype, x);
      case BOOL -> op == Op1.NOT ? x ^ 1 : 0;
      case COMPLEX, STRING -> throw undefined(op, dtype);
    };
  }

  /// The bits of `op(x, y)`; of BOOL for comparisons, else of `dtype`.
  ///
  /// @throws IllegalArgumentException when the operation is not defined for the dtype
  public static long apply(Op2 op, DType dtype, long x, long y) {
    if (!isDefined(op, dtype)) {
      throw undefined(op, dtype);
    }
    return switch (dtype.kind()) {
      case FLOAT -> dtype == DType.F32 ? single(op, x, y) : floating(op, dtype, x, y);
      case SIGNED, UNSIGNED -> Whole.apply(op, dtype, x, y);
      case BOOL ->
          switch (op) {
            case ADD -> x | y;
            case MUL -> x & y;
            default -> Whole.apply(op, DType.U2, x, y);
          };
      case COMPLEX, STRING -> throw undefined(op, dtype);
    };
  }

  /// The bits of a number in another dtype.
  ///
  /// @throws IllegalArgumentException when one of the dtypes lives on the host only, or the widths
  ///   of BITS differ
  public static long cast(DType from, DType to, Expr.Mode mode, long x) {
    return Conversion.apply(from, to, mode, x);
  }

  private static long floating(Op1 op, DType dtype, long bits) {
    if (dtype == DType.F32) {
      // the two that keep a NaN's payload and a zero's sign without rounding
      if (op == Op1.NEG) {
        return bits ^ 0x8000_0000L;
      }
      if (op == Op1.ABS) {
        return bits & 0x7fff_ffffL;
      }
    }
    double x = Codec.decode(dtype, bits);
    return op == Op1.IS_NAN ? truth(Double.isNaN(x)) : Codec.encode(dtype, Real.apply(op, x));
  }

  private static long whole(Op1 op, DType dtype, long x) {
    return switch (op) {
      case NEG -> Codec.wrap(dtype, -x);
      case NOT -> Codec.wrap(dtype, ~x);
      case ABS -> dtype.kind() == Kind.SIGNED && x < 0 ? Codec.wrap(dtype, -x) : x;
      case FLOOR, CEIL, ROUND, TRUNC -> x;
      case IS_NAN -> 0;
      default -> throw undefined(op, dtype);
    };
  }

  private static long single(Op2 op, long xBits, long yBits) {
    float x = Float.intBitsToFloat((int) xBits);
    float y = Float.intBitsToFloat((int) yBits);
    return switch (op) {
      case ADD -> bits(x + y);
      case SUB -> bits(x - y);
      case MUL -> bits(x * y);
      case DIV -> bits(x / y);
      case MIN -> bits(Math.min(x, y));
      case MAX -> bits(Math.max(x, y));
      default -> floating(op, DType.F32, xBits, yBits);
    };
  }

  private static long bits(float x) {
    return Integer.toUnsignedLong(Float.floatToRawIntBits(x));
  }

  private static long floating(Op2 op, DType dtype, long xBits, long yBits) {
    double x = Codec.decode(dtype, xBits);
    double y = Codec.decode(dtype, yBits);
    return switch (op) {
      case EQ -> truth(x == y);
      case NE -> truth(x != y);
      case LT -> truth(x < y);
      case LE -> truth(x <= y);
      case SET -> yBits;
      // the quotient is rounded to the dtype first: FLOORDIV is FLOOR of DIV
      case FLOORDIV ->
          Codec.encode(dtype, Math.floor(Codec.decode(dtype, Codec.encode(dtype, x / y))));
      case ADD, SUB, MUL, DIV, REM, FLOORMOD, POW, ATAN2, MIN, MAX ->
          Codec.encode(dtype, Real.apply(op, x, y));
      case AND, OR, XOR, SHL, SHR -> throw undefined(op, dtype);
    };
  }

  static long truth(boolean b) {
    return b ? 1 : 0;
  }

  private static IllegalArgumentException undefined(Object op, DType dtype) {
    return new IllegalArgumentException(op + ": is not defined for " + dtype);
  }
}
