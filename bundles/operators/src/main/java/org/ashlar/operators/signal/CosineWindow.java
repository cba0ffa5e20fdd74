package org.ashlar.operators.signal;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// What the windows share that are sums of cosines.
final class CosineWindow {
  private CosineWindow() {}

  static void check(String name, long size, DType dtype) {
    if (size < 0 || !dtype.isFloat()) {
      throw new IllegalArgumentException(
          name + ": needs a size that is not negative, and floats: " + size + ", " + dtype);
    }
  }

  static List<Type> infer(Operator op, List<Type> args, long size, DType dtype) {
    Arguments.of(op, args, 0);
    return List.of(TensorType.of(dtype, size));
  }

  /// `w[i] = a - b cos(2π i / n) + c cos(4π i / n)`, computed in `f64` and rounded once.
  static Meaning meaning(long size, boolean periodic, DType dtype, double a, double b, double c) {
    var i = Sizes.indices("i", 1);
    long n = periodic ? size : size - 1;
    if (size <= 1) {
      return Meaning.Indexed.of(i, Expr.of(dtype, 1));
    }
    var turn = i.getFirst().cast(DType.F64).times(2 * Math.PI).over(n);
    var one = Expr.of(DType.F64, a).minus(turn.cos().times(b));
    var all = c == 0 ? one : one.plus(turn.times(2).cos().times(c));
    return Meaning.Indexed.of(i, all.cast(dtype));
  }
}
