package org.ashlar.onnx.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Constant;
import org.ashlar.operators.random.RandomNormal;
import org.ashlar.operators.random.RandomUniform;

/// Where the numbers of a node's draws come from.
///
/// The format leaves the generator open; ours is a function of seed, stream and place. Attribute
/// `seed` chooses the seed by its bits; without it a node has a stream of its own, so that two
/// nodes draw different numbers. The same program draws the same numbers in each run.
final class Seeds {
  private static final String NAME = "draw";

  private Seeds() {}

  /// A seed as an operator's argument.
  static Value seed(Call call) {
    double seed = 0;
    if (call.hasAttribute("seed")) {
      seed = Float.floatToIntBits((float) seed(call, 0));
    }
    return call.apply(new Constant(DType.I64, Shape.of(), List.of(seed)));
  }

  private static double seed(Call call, double otherwise) {
    // Dropout writes it as a whole number
    return call.operator().equals("Dropout")
        ? call.whole("seed", (long) otherwise)
        : call.real("seed", otherwise);
  }

  /// 0 for a node that says its seed, else a number that no other node has.
  static long stream(Call call) {
    if (call.hasAttribute("seed")) {
      return 0;
    }
    var name = call.fresh(NAME);
    return name.equals(NAME) ? 1 : 1 + Long.parseLong(name.substring(NAME.length() + 1));
  }

  /// Numbers from 0 (included) to 1 (excluded).
  static Value uniform(Call call, DType dtype, Shape shape) {
    return Build.cast(
        call.apply(new RandomUniform(wide(dtype), shape, stream(call)), seed(call)), dtype);
  }

  /// Numbers of mean 0 and deviation 1.
  static Value normal(Call call, DType dtype, Shape shape) {
    return Build.cast(
        call.apply(new RandomNormal(wide(dtype), shape, stream(call)), seed(call)), dtype);
  }

  /// Numbers are drawn in `f32` or `f64`.
  static DType wide(DType dtype) {
    return dtype == DType.F64 ? DType.F64 : DType.F32;
  }
}
