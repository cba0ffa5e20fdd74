package org.ashlar.rules;

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

  /// Another number in the place of a constant.
  static Value constant(Value like, double number) {
    return Build.fill(like.graph(), like.tensor(), number);
  }
}
