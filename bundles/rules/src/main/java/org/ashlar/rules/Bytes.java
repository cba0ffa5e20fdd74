package org.ashlar.rules;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Transpose;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Round;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.reduce.ReduceMax;

/// Floats as 8-bit integers whose zero is 0, with the scale that fits them: `x ≈ numbers · scale`.
///
/// @param numbers `u8` where none can be negative, else `i8`
/// @param scale of the rank of the numbers, with size 1 along the axes that share one
record Bytes(Value numbers, Value scale) {
  private static final int DEEPEST = 8;

  /// @param axes along which the largest number is looked for
  static Bytes of(Value x, List<Long> axes) {
    boolean isPositive = isPositive(x, DEEPEST);
    int most = isPositive ? 255 : 127;
    var largest = isPositive ? x : Build.abs(x);
    // one axis first: it may lie innermost, and the rest is little then
    if (axes.size() > 2 && axes.contains(1L)) {
      largest = Build.apply(new ReduceMax(List.of(1L), true), largest);
    }
    largest = Build.apply(new ReduceMax(axes, true), largest);
    var none = Build.equal(largest, Build.scalar(x, 0));
    var divisor = Build.where(none, Build.scalar(x, 1), largest);
    var times = Build.div(Build.scalar(x, most), divisor);
    var rounded = Build.apply(new Round(), Build.mul(x, times));
    var dtype = isPositive ? DType.U8 : DType.I8;
    return new Bytes(Build.apply(new Cast(dtype, true), rounded), Build.div(divisor, most));
  }

  /// Whether what a value is made of tells that none of its numbers is negative.
  private static boolean isPositive(Value x, int depth) {
    return depth > 0
        && switch (x.op()) {
          case Relu _, Sigmoid _, Softmax _ -> true;
          case MaxPool _, AveragePool _, Reshape _, Transpose _ -> isPositive(x.arg(0), depth - 1);
          case Add _, Concat _ -> x.args().stream().allMatch(arg -> isPositive(arg, depth - 1));
          default -> false;
        };
  }
}
