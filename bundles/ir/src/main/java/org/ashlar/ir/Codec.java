package org.ashlar.ir;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// How numbers become bits, and bits bytes. Floats round to nearest even; narrow ones through
/// {@link Format}.
public final class Codec {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private Codec() {}

  /// The bits of the nearest number of a dtype. Integers truncate and wrap, BOOL is x ≠ 0.
  public static long encode(DType dtype, double value) {
    return switch (dtype.kind()) {
      case BOOL -> value != 0 ? 1 : 0;
      case SIGNED -> wrap(dtype, (long) value);
      case UNSIGNED ->
          wrap(dtype, value >= 0x1p63 ? (long) (value - 0x1p63) + Long.MIN_VALUE : (long) value);
      case FLOAT ->
          switch (dtype) {
            case F64 -> Double.doubleToRawLongBits(value);
            case F32 -> Integer.toUnsignedLong(Float.floatToRawIntBits((float) value));
            default -> Format.of(dtype).encode(value);
          };
      case COMPLEX, STRING -> throw noBits(dtype);
    };
  }

  /// The number that bits of a dtype mean; beyond 2^53 integers lose their last bits.
  public static double decode(DType dtype, long bits) {
    return switch (dtype.kind()) {
      case BOOL -> bits != 0 ? 1 : 0;
      case SIGNED -> bits;
      case UNSIGNED -> bits >= 0 ? bits : (bits >>> 1) * 2.0 + (bits & 1);
      case FLOAT ->
          switch (dtype) {
            case F64 -> Double.longBitsToDouble(bits);
            case F32 -> Float.intBitsToFloat((int) bits);
            default -> Format.of(dtype).decode(bits);
          };
      case COMPLEX, STRING -> throw noBits(dtype);
    };
  }

  /// The low bits of a whole number, extended to 64 as the dtype's sign demands.
  public static long wrap(DType dtype, long value) {
    int unused = 64 - dtype.bits();
    return dtype.kind() == DType.Kind.SIGNED
        ? value << unused >> unused
        : value << unused >>> unused;
  }

  /// The bits of an element in memory.
  public static long load(DType dtype, MemorySegment memory, long offset) {
    return switch (dtype.bytes()) {
      case 1 -> wrapLoaded(dtype, memory.get(ValueLayout.JAVA_BYTE, offset));
      case 2 -> wrapLoaded(dtype, memory.get(SHORT, offset));
      case 4 -> wrapLoaded(dtype, memory.get(INT, offset));
      case 8 -> memory.get(LONG, offset);
      default -> throw noBits(dtype);
    };
  }

  /// Writes the bits of an element to memory.
  public static void store(DType dtype, MemorySegment memory, long offset, long bits) {
    switch (dtype.bytes()) {
      case 1 -> memory.set(ValueLayout.JAVA_BYTE, offset, (byte) bits);
      case 2 -> memory.set(SHORT, offset, (short) bits);
      case 4 -> memory.set(INT, offset, (int) bits);
      case 8 -> memory.set(LONG, offset, bits);
      default -> throw noBits(dtype);
    }
  }

  /// The bits of the least number: -inf, or the smallest finite where there is no infinity.
  public static long least(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL, UNSIGNED -> 0;
      case SIGNED -> -1L << dtype.bits() - 1;
      case FLOAT -> farthest(dtype, true);
      case COMPLEX, STRING -> throw noBits(dtype);
    };
  }

  /// The bits of the largest number: inf, or the largest finite where there is no infinity.
  public static long largest(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL -> 1;
      case UNSIGNED -> wrap(dtype, -1);
      case SIGNED -> (1L << dtype.bits() - 1) - 1;
      case FLOAT -> farthest(dtype, false);
      case COMPLEX, STRING -> throw noBits(dtype);
    };
  }

  /// Infinity, or where there is none the last number on this side.
  private static long farthest(DType dtype, boolean negative) {
    if (dtype == DType.F8E8M0 && negative) {
      return 0;
    }
    long infinity = encode(dtype, negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    return Double.isNaN(decode(dtype, infinity)) ? greatestFinite(dtype, negative) : infinity;
  }

  /// The bits of the finite number farthest from zero.
  static long greatestFinite(DType dtype, boolean negative) {
    return switch (dtype) {
      case F64 -> Double.doubleToRawLongBits(negative ? -Double.MAX_VALUE : Double.MAX_VALUE);
      case F32 -> encode(dtype, negative ? -Float.MAX_VALUE : Float.MAX_VALUE);
      default -> Format.of(dtype).greatestFinite(negative);
    };
  }

  private static long wrapLoaded(DType dtype, long loaded) {
    return switch (dtype.kind()) {
      case FLOAT -> loaded & (1L << dtype.bytes() * 8) - 1;
      case BOOL -> loaded & 1;
      default -> wrap(dtype, loaded);
    };
  }

  private static IllegalArgumentException noBits(DType dtype) {
    return new IllegalArgumentException(
        "dtype " + dtype + ": has no bits of at most 64: it lives on the host only");
  }
}
