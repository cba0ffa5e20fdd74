package org.ashlar.ir.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Locale;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr.Const;

/// Constants as text: `0.5` is f32, `3` i64, others carry their dtype (`0.5:f64`, `3:i32`); `true`,
/// `inf`, `-inf`, `nan`.
///
/// Floats print the fewest digits that read back as the same bits (narrow ones all digits of whole
/// numbers). Bits that no number gives print as they are: `0x7fc00001:f32`.
final class Constants {
  private Constants() {}

  static String text(Const c) {
    var dtype = c.dtype();
    return switch (dtype.kind()) {
      case BOOL -> c.bits() == 0 ? "false" : c.bits() == 1 ? "true" : raw(c);
      case SIGNED -> Codec.wrap(dtype, c.bits()) == c.bits() ? c.bits() + suffix(dtype) : raw(c);
      case UNSIGNED ->
          Codec.wrap(dtype, c.bits()) == c.bits()
              ? Long.toUnsignedString(c.bits()) + suffix(dtype)
              : raw(c);
      case FLOAT -> {
        double value = c.value();
        boolean told = Codec.encode(dtype, Double.isNaN(value) ? Double.NaN : value) == c.bits();
        yield told ? number(dtype, value, c.bits()) + suffix(dtype) : raw(c);
      }
      case COMPLEX, STRING ->
          throw new IllegalStateException("constant: " + dtype + " has no bits");
    };
  }

  private static String suffix(DType dtype) {
    return dtype == DType.F32 || dtype == DType.I64 ? "" : ":" + dtype;
  }

  private static String raw(Const c) {
    return "0x" + Long.toHexString(c.bits()) + ":" + c.dtype();
  }

  private static String number(DType dtype, double value, long bits) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (dtype == DType.F64) {
      return decimal(Double.toString(value));
    }
    if (dtype == DType.F32) {
      return decimal(Float.toString((float) value));
    }
    for (int digits = 1; digits < 9 && value != Math.rint(value); digits++) {
      double rounded = new BigDecimal(value).round(new MathContext(digits)).doubleValue();
      if (Codec.encode(dtype, rounded) == bits) {
        return decimal(Double.toString(rounded));
      }
    }
    return decimal(Double.toString(value));
  }

  private static String decimal(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// The constant that a word means.
  ///
  /// @param word digits, `inf` or `nan`, with a minus sign before it where there is one
  /// @param suffix the dtype, empty where there is none
  /// @throws IllegalArgumentException when the number does not fit the dtype
  static Const parse(String word, String suffix) {
    var magnitude = word.startsWith("-") ? word.substring(1) : word;
    boolean hexadecimal = magnitude.startsWith("0x");
    boolean whole = !hexadecimal && magnitude.chars().allMatch(c -> c >= '0' && c <= '9');
    if (suffix.isEmpty() && hexadecimal) {
      throw new IllegalArgumentException("constant: bits need a dtype: " + word + ":f32");
    }
    var dtype = !suffix.isEmpty() ? DType.of(suffix) : whole ? DType.I64 : DType.F32;
    if (hexadecimal) {
      return new Const(dtype, Long.parseUnsignedLong(magnitude.substring(2), 16));
    }
    if (dtype.isFloat()) {
      return new Const(dtype, floating(dtype, word));
    }
    if (!whole) {
      throw new IllegalArgumentException(
          "constant: a whole number is needed for " + dtype + ": " + word);
    }
    var value = new BigInteger(word);
    boolean unsigned = dtype.kind() != DType.Kind.SIGNED;
    if (value.signum() < 0 && unsigned || value.bitLength() > dtype.bits() - (unsigned ? 0 : 1)) {
      throw new IllegalArgumentException("constant: out of the range of " + dtype + ": " + word);
    }
    return new Const(dtype, value.longValue());
  }

  private static long floating(DType dtype, String word) {
    double value = real(word);
    boolean named = word.endsWith("inf") || word.endsWith("nan");
    long bits =
        dtype == DType.F32 && !named
            ? Codec.encode(dtype, Float.parseFloat(word))
            : Codec.encode(dtype, value);
    if (!named && !Double.isFinite(Codec.decode(dtype, bits))) {
      throw new IllegalArgumentException("constant: out of the range of " + dtype + ": " + word);
    }
    return bits;
  }

  static double real(String word) {
    return switch (word) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan", "-nan" -> Double.NaN;
      default -> Double.parseDouble(word);
    };
  }
}
