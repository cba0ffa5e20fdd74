package org.ashlar.gpu.engine;

/// Numbers of fewer than 32 bits (f16, bf16) and tf32: their bits to floats and back, rounded once.
///
/// Sums and products are formed in f64 and rounded to odd before they are narrowed, so that two
/// roundings never differ from one (Boldo and Melquiond, "Emulation of FMA and correctly rounded
/// sums: proved algorithms using rounding to odd", 2008).
final class Narrow {
  /// The NaN that f16 and bf16 instructions give.
  static final int NAN = 0x7FFF;

  private Narrow() {}

  static float ofHalf(long bits) {
    return Float.float16ToFloat((short) bits);
  }

  static long toHalf(float value) {
    return Float.isNaN(value) ? NAN : Float.floatToFloat16(value) & 0xFFFF;
  }

  static long toHalf(double value) {
    return toHalf(odd(value));
  }

  static float ofBrain(long bits) {
    return Float.intBitsToFloat((int) bits << 16);
  }

  static long toBrain(float value) {
    if (Float.isNaN(value)) {
      return NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    return (bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16;
  }

  static long toBrain(double value) {
    return toBrain(odd(value));
  }

  /// The f32 whose lower 13 bits of fraction are zero, nearest with ties away from zero as
  /// `cvt.rna.tf32.f32` rounds.
  static float toTf32(float value) {
    if (Float.isNaN(value)) {
      return Float.intBitsToFloat(0x7FFFFFFF);
    }
    if (Float.isInfinite(value)) {
      return value;
    }
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) + 0x1000 & 0xFFFFE000);
  }

  /// What a tensor core reads of an f32 register: the lower bits are ignored.
  static float readTf32(long bits) {
    return Float.intBitsToFloat((int) bits & 0xFFFFE000);
  }

  /// To f32, away from an even last bit where the value does not fit.
  static float odd(double value) {
    float near = (float) value;
    if (near == value || Double.isNaN(value)) {
      return near;
    }
    if (Float.isInfinite(near)) {
      return Double.isInfinite(value) ? near : Math.copySign(Float.MAX_VALUE, near);
    }
    if ((Float.floatToRawIntBits(near) & 1) != 0) {
      return near;
    }
    return near < value ? Math.nextUp(near) : Math.nextDown(near);
  }

  /// `a * b + c` in f64, rounded to odd; the product must be exact in f64.
  static double oddFma(double a, double b, double c) {
    double product = a * b;
    double sum = product + c;
    if (!Double.isFinite(sum)) {
      return sum;
    }
    double other = sum - product;
    double error = (product - (sum - other)) + (c - other);
    if (error == 0 || (Double.doubleToRawLongBits(sum) & 1) != 0) {
      return sum;
    }
    return error > 0 ? Math.nextUp(sum) : Math.nextDown(sum);
  }
}
