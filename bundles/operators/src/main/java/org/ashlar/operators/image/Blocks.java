package org.ashlar.operators.image;

import java.util.List;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;

/// What the operators that move between channels and blocks of an image refuse.
final class Blocks {
  private Blocks() {}

  static void check(String operator, long block) {
    if (block < 1) {
      throw new IllegalArgumentException(operator + ": the block must be positive: " + block);
    }
  }

  static Arguments image(Operator operator, List<Type> args) {
    var a = Arguments.of(operator, args, 1);
    return a.require(a.rank(0) == 4, "takes batch, channels, height and width");
  }
}
