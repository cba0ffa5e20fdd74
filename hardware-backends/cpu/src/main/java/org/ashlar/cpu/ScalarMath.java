package org.ashlar.cpu;

import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Real;

/// Scalar operations that are more than one instruction; generated code calls them by name.
/// Division by zero gives 0. What they mean stands in {@link org.ashlar.ir.Scalar}.
final class ScalarMath {
  private static final DType[] DTYPES = DType.values();
  private static final org.ashlar.ir.Expr.Mode[] MODES = org.ashlar.ir.Expr.Mode.values();
  private static final Op1[] OPS1 = Op1.values();
  private static final Op2[] OPS2 = Op2.values();

  private ScalarMath() {}

  // ── 32-bit integers; `U` takes the bits as unsigned ──

  static int div(int x, int y) {
    return y == 0 ? 0 : x / y;
  }

  static int rem(int x, int y) {
    return y == 0 ? 0 : x % y;
  }

  static int floordiv(int x, int y) {
    return y == 0 ? 0 : Math.floorDiv(x, y);
  }

  static int floormod(int x, int y) {
    return y == 0 ? 0 : Math.floorMod(x, y);
  }

  static int divU(int x, int y) {
    return y == 0 ? 0 : Integer.divideUnsigned(x, y);
  }

  static int remU(int x, int y) {
    return y == 0 ? 0 : Integer.remainderUnsigned(x, y);
  }

  static int minU(int x, int y) {
    return Integer.compareUnsigned(y, x) < 0 ? y : x;
  }

  static int maxU(int x, int y) {
    return Integer.compareUnsigned(x, y) < 0 ? y : x;
  }

  /// @param bits the width of the number
  static int shl(int x, int y, int bits) {
    return Integer.compareUnsigned(y, bits) >= 0 ? 0 : x << y;
  }

  static int shr(int x, int y, int bits) {
    return Integer.compareUnsigned(y, bits) >= 0 ? x >> 31 : x >> y;
  }

  static int shrU(int x, int y, int bits) {
    return Integer.compareUnsigned(y, bits) >= 0 ? 0 : x >>> y;
  }

  // ── 64-bit integers ──

  static long div(long x, long y) {
    return y == 0 ? 0 : x / y;
  }

  static long rem(long x, long y) {
    return y == 0 ? 0 : x % y;
  }

  static long floordiv(long x, long y) {
    return y == 0 ? 0 : Math.floorDiv(x, y);
  }

  static long floormod(long x, long y) {
    return y == 0 ? 0 : Math.floorMod(x, y);
  }

  static long divU(long x, long y) {
    return y == 0 ? 0 : Long.divideUnsigned(x, y);
  }

  static long remU(long x, long y) {
    return y == 0 ? 0 : Long.remainderUnsigned(x, y);
  }

  static long minU(long x, long y) {
    return Long.compareUnsigned(y, x) < 0 ? y : x;
  }

  static long maxU(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? y : x;
  }

  static long shl(long x, long y) {
    return y < 0 || y >= 64 ? 0 : x << y;
  }

  static long shr(long x, long y) {
    return y < 0 || y >= 64 ? x >> 63 : x >> y;
  }

  static long shrU(long x, long y) {
    return y < 0 || y >= 64 ? 0 : x >>> y;
  }

  /// Powers of integers wrap; {@link org.ashlar.ir.Scalar} says what negative exponents give.
  static long pow(long x, long y, int dtype) {
    return org.ashlar.ir.Scalar.apply(Op2.POW, DTYPES[dtype], x, y);
  }

  // ── floats ──

  /// The float operation with this number, computed in f64; the caller rounds.
  static double apply(double x, int op) {
    return Real.apply(OPS1[op], x);
  }

  static double apply(double x, double y, int op) {
    return Real.apply(OPS2[op], x, y);
  }

  static double trunc(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  // ── rounding and conversion ──

  /// The nearest number of a narrow float kind.
  static float round(double x, int dtype) {
    return (float) Codec.decode(DTYPES[dtype], Codec.encode(DTYPES[dtype], x));
  }

  /// The same of what f32 arithmetic gave: f32 has more than twice the digits, so rounding twice is
  /// rounding once.
  static float roundF16(float x) {
    return Float.float16ToFloat(Float.floatToFloat16(x));
  }

  static float roundBf16(float x) {
    return Float.intBitsToFloat(bf16(x) << 16);
  }

  /// The bits of the nearest bf16: half of the last place is added, less one where the place before
  /// is even.
  static int bf16(float x) {
    int bits = Float.floatToRawIntBits(x);
    int up = bits + 0x7fff + (bits >>> 16 & 1);
    return Float.isNaN(x) ? 0x7fc0 : up >>> 16;
  }

  static float ofBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /// The bits of a number of a narrow float kind that fits exactly.
  static long encode(float x, int dtype) {
    return Codec.encode(DTYPES[dtype], x);
  }

  static float decode(long bits, int dtype) {
    return (float) Codec.decode(DTYPES[dtype], bits);
  }

  /// A float as an integer of at most 63 bits: towards zero, to the nearest that it holds, NaN to
  /// 0.
  static long whole(double x, long least, long most) {
    return Math.clamp((long) x, least, most);
  }

  static long wholeU64(double x) {
    return x >= 0x1p64
        ? -1L
        : x >= 0x1p63 ? (long) (x - 0x1p63) + Long.MIN_VALUE : Math.max(0, (long) x);
  }

  static double doubleU64(long x) {
    return x >= 0 ? x : (x >>> 1 | x & 1) * 2.0;
  }

  static float floatU64(long x) {
    return x >= 0 ? x : (x >>> 1 | x & 1) * 2.0f;
  }

  /// Any cast, on bits.
  static long cast(long x, int from, int to, int mode) {
    return org.ashlar.ir.Scalar.cast(DTYPES[from], DTYPES[to], MODES[mode], x);
  }
}
