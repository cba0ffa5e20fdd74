package org.ashlar.operators.quantise;

import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Round;

/// Sums of products of few bits, as few bits again: `saturate(round(sum · (a · b / y)) + zero)` for
/// the scales of the factors and of the result. The arguments stand as ONNX has them: `a`, its
/// scale and zero point, `b`, its scale and zero point, the result's scale and zero point.
final class Requantise {
  static final int SCALE_A = 1;
  static final int ZERO_A = 2;
  static final int B = 3;
  static final int SCALE_B = 4;
  static final int ZERO_B = 5;
  static final int SCALE = 6;
  static final int ZERO = 7;

  private Requantise() {}

  /// Refuses dtypes, and scales that do not go with zero points.
  static void check(Arguments a) {
    for (int scale : new int[] {SCALE_A, SCALE_B, SCALE}) {
      a.require(a.dtype(scale).isFloat(), "scales must be floats")
          .require(Grain.fit(a, scale, scale + 1), "scales and zero points differ in shape");
    }
    var zero = a.get(ZERO);
    a.require(
        zero.dtype().isInteger() && zero.dtype().bits() == 8 && Grain.isOne(zero),
        "the result's zero point is one 8-bit integer");
  }

  /// @param a the scale of the first factor, broadcast to the sums; so are the others
  static Value of(Value sums, Value a, Value b, Value scale, Value zero) {
    var factor = Build.div(Build.mul(wide(a), wide(b)), wide(scale));
    var real = Build.mul(Build.cast(sums, DType.F32), factor);
    var whole = Build.apply(new Round(), real);
    var moved = Build.add(whole, Build.cast(zero, DType.F32));
    return Build.apply(new Cast(zero.tensor().dtype(), true), moved);
  }

  private static Value wide(Value x) {
    return Build.cast(x, DType.F32);
  }
}
