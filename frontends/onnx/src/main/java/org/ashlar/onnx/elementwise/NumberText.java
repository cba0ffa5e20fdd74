package org.ashlar.onnx.elementwise;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Numbers as strings, as `Cast` writes and reads them.
///
/// A float is written without exponent, in as few digits as tell it from its neighbours; NaN and
/// infinities are `NaN`, `INF` and `-INF`, which are read in any case. Truths are `True` and
/// `False`.
final class NumberText {
  /// Digits that tell any two numbers of `f64` apart.
  private static final int MOST_DIGITS = 17;

  /// More places than any integer has.
  private static final int MOST_PLACES = 40;

  private NumberText() {}

  static List<String> write(TensorData data) {
    var texts = new ArrayList<String>();
    for (long i = 0; i < data.elements(); i++) {
      texts.add(write(data.dtype(), data.bits(i)));
    }
    return texts;
  }

  private static String write(DType dtype, long bits) {
    if (dtype == DType.BOOL) {
      return bits != 0 ? "True" : "False";
    }
    if (dtype.isInteger()) {
      return dtype.kind() == DType.Kind.UNSIGNED
          ? Long.toUnsignedString(bits)
          : Long.toString(bits);
    }
    double value = Codec.decode(dtype, bits);
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "INF" : "-INF";
    }
    if (value == 0) {
      return 1 / value > 0 ? "0.0" : "-0.0";
    }
    var text = shortest(dtype, value).stripTrailingZeros().toPlainString();
    return text.contains(".") ? text : text + ".0";
  }

  private static BigDecimal shortest(DType dtype, double value) {
    var exact = new BigDecimal(value);
    long bits = Codec.encode(dtype, value);
    for (int digits = 1; digits < MOST_DIGITS; digits++) {
      var rounded = exact.round(new MathContext(digits));
      if (Codec.encode(dtype, rounded.doubleValue()) == bits) {
        return rounded;
      }
    }
    return exact.round(new MathContext(MOST_DIGITS));
  }

  /// @throws NumberFormatException when a text is no number
  static TensorData read(List<String> texts, DType dtype, long... sizes) {
    var data = TensorData.zeros(dtype, sizes);
    for (int i = 0; i < texts.size(); i++) {
      data.set(i, read(texts.get(i).strip(), dtype));
    }
    return data;
  }

  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      var wrong = new NumberFormatException('"' + text + '"');
      wrong.initCause(e);
      throw wrong;
    }
  }

  private static long read(String text, DType dtype) {
    if (dtype.isFloat()) {
      return Codec.encode(dtype, real(text));
    }
    if (dtype == DType.BOOL) {
      return truth(text) ? 1 : 0;
    }
    return Codec.wrap(dtype, whole(text).longValue());
  }

  private static double real(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "NAN", "+NAN", "-NAN" -> Double.NaN;
      case "INF", "+INF", "INFINITY", "+INFINITY" -> Double.POSITIVE_INFINITY;
      case "-INF", "-INFINITY" -> Double.NEGATIVE_INFINITY;
      default -> number(text).doubleValue();
    };
  }

  /// A text with a fraction is truncated.
  private static BigInteger whole(String text) {
    var number = number(text);
    if ((long) number.precision() - number.scale() > MOST_PLACES) {
      throw new NumberFormatException('"' + text + "\" is beyond every integer");
    }
    return number.toBigInteger();
  }

  private static boolean truth(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "TRUE" -> true;
      case "FALSE" -> false;
      default -> real(text) != 0;
    };
  }
}
