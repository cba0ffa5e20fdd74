package org.ashlar.gpu.engine;

import org.ashlar.ptx.Type;

/// Bits of registers read as numbers of a type, and numbers as bits.
final class Words {
  private Words() {}

  /// The lower bits of the type, the others zero.
  static long wrap(int bits, long value) {
    return bits >= 64 ? value : value & (1L << bits) - 1;
  }

  /// The number that the bits are: with its sign where the type has one.
  static long read(Type type, long bits) {
    int unused = 64 - type.bits();
    return type.isSigned() ? bits << unused >> unused : bits << unused >>> unused;
  }

  static float single(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  static long bits(float value) {
    return Float.floatToRawIntBits(value) & 0xFFFFFFFFL;
  }

  static double twice(long bits) {
    return Double.longBitsToDouble(bits);
  }

  static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  /// Subnormal numbers as zero of their sign, as `.ftz` reads and writes them.
  static float flush(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0f, value) : value;
  }

  /// The smallest number of the type.
  static long least(Type type) {
    return type.isSigned() ? -1L << type.bits() - 1 : 0;
  }

  /// The largest number of the type, as bits.
  static long most(Type type) {
    return type.isSigned() ? (1L << type.bits() - 1) - 1 : wrap(type.bits(), -1);
  }
}
