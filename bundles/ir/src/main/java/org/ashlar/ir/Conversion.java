package org.ashlar.ir;

import org.ashlar.ir.DType.Kind;
import org.ashlar.ir.Expr.Mode;

/// Casts on bits.
final class Conversion {
  private Conversion() {}

  static long apply(DType from, DType to, Mode mode, long x) {
    if (!isNumber(from) || !isNumber(to)) {
      throw new IllegalArgumentException(
          "cast: lives on the host only: " + (isNumber(from) ? to : from));
    }
    if (mode == Mode.BITS) {
      return reinterpret(from, to, x);
    }
    if (to == DType.BOOL) {
      return Scalar.truth(from.isFloat() ? Codec.decode(from, x) != 0 : x != 0);
    }
    boolean saturate = mode == Mode.SATURATE;
    if (from.isFloat()) {
      double value = Codec.decode(from, x);
      return to.isFloat() ? rounded(to, value, saturate) : truncated(to, value);
    }
    if (to.isFloat()) {
      return fromWhole(from, to, x, saturate);
    }
    return saturate ? clamped(from, to, x) : Codec.wrap(to, x);
  }

  private static boolean isNumber(DType dtype) {
    return dtype.kind() != Kind.COMPLEX && dtype != DType.STRING;
  }

  private static long reinterpret(DType from, DType to, long x) {
    // tf32 lies in 32 bits and has 19
    if (from.bits() != to.bits() || from != to && (from == DType.TF32 || to == DType.TF32)) {
      throw new IllegalArgumentException("cast bits: widths differ: " + from + " and " + to);
    }
    long bits = from.bits() == 64 ? x : x & (1L << from.bits()) - 1;
    return to.isFloat() ? bits : Codec.wrap(to, bits);
  }

  private static long rounded(DType to, double value, boolean saturate) {
    long bits = Codec.encode(to, value);
    return saturate && !Double.isNaN(value) && !Double.isFinite(Codec.decode(to, bits))
        ? Codec.greatestFinite(to, value < 0)
        : bits;
  }

  /// Towards zero, to the nearest that the integer holds; NaN becomes 0.
  private static long truncated(DType to, double value) {
    if (to == DType.U64) {
      if (value >= 0x1p64) {
        return -1;
      }
      return value >= 0x1p63 ? (long) (value - 0x1p63) + Long.MIN_VALUE : Math.max(0, (long) value);
    }
    return Math.clamp((long) value, Codec.least(to), Codec.largest(to));
  }

  private static long clamped(DType from, DType to, long x) {
    boolean huge = from.kind() != Kind.SIGNED && x < 0;
    if (to == DType.U64) {
      return from.kind() == Kind.SIGNED ? Math.max(0, x) : x;
    }
    return huge ? Codec.largest(to) : Math.clamp(x, Codec.least(to), Codec.largest(to));
  }

  /// Rounded once: beyond 53 bits the dropped ones are kept as a sticky last bit, which f64 can
  /// hold.
  private static long fromWhole(DType from, DType to, long x, boolean saturate) {
    boolean huge = from.kind() != Kind.SIGNED && x < 0;
    // u64 in the upper half: half of it, odd where a bit is lost, doubled afterwards
    long half = huge ? x >>> 1 | x & 1 : x;
    double scale = huge ? 2 : 1;
    if (to == DType.F64) {
      return Codec.encode(to, half * scale);
    }
    if (to == DType.F32) {
      return Codec.encode(to, (float) half * scale);
    }
    long sticky =
        Math.abs(half) >= 1L << 53 || half == Long.MIN_VALUE
            ? half & -0x800 | ((half & 0x7ff) == 0 ? 0 : 0x800)
            : half;
    return rounded(to, sticky * scale, saturate);
  }
}
