package org.ashlar.ir;

/// A narrow binary float: sign, exponent, fraction, and what its largest codes mean.
///
/// Sources: IEEE 754 (f16), Intel's bfloat16 paper, NVIDIA's TF32 note, OCP 8-bit float and
/// microscaling specifications (e4m3fn, e5m2, e2m1, e8m0), Graphcore and AMD's paper on 8-bit
/// formats (the `fnuz` kinds: no negative zero, whose code is the NaN).
///
/// @param exponent its bits
/// @param fraction its bits
/// @param bias of the exponent
/// @param infinity whether the largest exponent holds infinities and NaNs
/// @param nan the code of the NaN that encoding gives; -1 where there is none
record Format(int exponent, int fraction, int bias, boolean infinity, boolean signed, long nan) {
  static Format of(DType dtype) {
    return switch (dtype) {
      case F16 -> new Format(5, 10, 15, true, true, 0x7e00);
      case BF16 -> new Format(8, 7, 127, true, true, 0x7fc0);
      case TF32 -> new Format(8, 10, 127, true, true, 0x3fe00);
      case F8E5M2 -> new Format(5, 2, 15, true, true, 0x7e);
      case F8E4M3FN -> new Format(4, 3, 7, false, true, 0x7f);
      case F8E4M3FNUZ -> new Format(4, 3, 8, false, true, 0x80);
      case F8E5M2FNUZ -> new Format(5, 2, 16, false, true, 0x80);
      case F4E2M1 -> new Format(2, 1, 1, false, true, -1);
      case F8E8M0 -> new Format(8, 0, 127, false, false, 0xff);
      default -> throw new IllegalArgumentException("dtype " + dtype + ": is no narrow float");
    };
  }

  double decode(long bits) {
    long magnitude = bits & (1L << exponent + fraction) - 1;
    boolean negative = signed && (bits >> exponent + fraction & 1) != 0;
    if (isNan(bits, magnitude)) {
      return Double.NaN;
    }
    long e = magnitude >> fraction;
    long f = magnitude & (1L << fraction) - 1;
    double value;
    if (infinity && e == (1L << exponent) - 1) {
      value = Double.POSITIVE_INFINITY;
    } else if (e == 0 && signed) {
      value = Math.scalb((double) f, 1 - bias - fraction);
    } else {
      value = Math.scalb(1 + Math.scalb((double) f, -fraction), (int) e - bias);
    }
    return negative ? -value : value;
  }

  /// Rounds to nearest even. What is too large becomes infinity, or NaN where there is none; e2m1,
  /// which has neither, saturates.
  long encode(double value) {
    if (Double.isNaN(value)) {
      return Math.max(nan, 0);
    }
    long sign = signed && (Double.doubleToRawLongBits(value) < 0) ? 1L << exponent + fraction : 0;
    double magnitude = Math.abs(value);
    if (!signed) {
      return value < 0 ? nan : power(value);
    }
    int e = magnitude == 0 ? 1 - bias : Math.max(1 - bias, Math.getExponent(magnitude));
    // in units of the last place of this exponent; exact, then rounded by rint to even
    long code;
    if (Double.isInfinite(magnitude)) {
      code = limit() + 1;
    } else {
      double units = Math.rint(Math.scalb(magnitude, fraction - e));
      code = ((long) (e + bias - 1) << fraction) + (long) units;
    }
    if (code > limit()) {
      if (infinity) {
        return sign | (1L << exponent) - 1 << fraction;
      }
      return nan < 0 ? sign | limit() : unsignedZeroOnly() ? nan : sign | nan;
    }
    return code == 0 && unsignedZeroOnly() ? 0 : sign | code;
  }

  /// The code of the nearest power of two, of two equally near the even code; what is too large has
  /// the NaN's.
  private long power(double value) {
    if (value < 0x1p-127) {
      return 0;
    }
    int e = Math.getExponent(value);
    double scaled = Math.scalb(value, -e);
    boolean up = scaled > 1.5 || scaled == 1.5 && (e + bias & 1) != 0;
    return Math.min(e + bias + (up ? 1 : 0), nan);
  }

  /// The code of the finite number farthest from zero; what has no sign has no negative ones, and
  /// gives its NaN.
  long greatestFinite(boolean negative) {
    return !negative ? limit() : signed ? limit() | 1L << exponent + fraction : nan;
  }

  /// The largest code of a finite number.
  private long limit() {
    long all = (1L << exponent + fraction) - 1;
    if (infinity) {
      return all - (1L << fraction);
    }
    return nan < 0 || unsignedZeroOnly() ? all : all - 1;
  }

  private boolean unsignedZeroOnly() {
    return nan == 1L << exponent + fraction;
  }

  private boolean isNan(long bits, long magnitude) {
    if (infinity) {
      return magnitude > (1L << exponent) - 1 << fraction;
    }
    return nan >= 0 && (unsignedZeroOnly() || !signed ? bits == nan : magnitude == nan);
  }
}
