package org.ashlar.rules;

import org.ashlar.ir.Codec;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Fill;

/// What the laws ask of values.
final class Match {
  private Match() {}

  /// Whether every element is this number; of the two zeros either.
  static boolean isFill(Value value, double number) {
    return value.op() instanceof Fill(_, double v, _) && v == number;
  }

  /// Whether an argument has the type of the result, so that it can stand for it.
  static boolean keeps(Value value, int argument) {
    return value.arg(argument).type().equals(value.type());
  }

  static boolean isFloat(Value value) {
    return value.tensor().dtype().isFloat();
  }

  /// Whether a value is one number for which quotients and products by 8-bit numbers neither
  /// overflow nor lose bits.
  static boolean isOrdinary(Value value) {
    return value.op() instanceof Fill(_, double v, _) && v > 0x1p-100 && v < 0x1p100;
  }

  /// Whether a value is the least number of its dtype.
  static boolean isLeast(Value value) {
    var dtype = value.tensor().dtype();
    return isFill(value, Codec.decode(dtype, Codec.least(dtype)));
  }

  /// A value of one element without dimensions.
  static Value scalar(Value one) {
    return one.op() instanceof Fill(_, double v, _)
        ? Build.scalar(one, v)
        : Build.reshape(one, Shape.of());
  }

  /// Another number in the place of a constant.
  static Value constant(Value like, double number) {
    return Build.fill(like.graph(), like.tensor(), number);
  }
}
