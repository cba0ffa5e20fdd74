package org.ashlar.operators.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.build.Build;

/// What the random operators share: their checks, and uniform numbers to make others of.
final class Draws {
  private Draws() {}

  /// Refuses anything but a seed as this argument.
  static Arguments seeded(Arguments a, int argument) {
    return a.require(
        a.dtype(argument) == DType.I64 && a.rank(argument) == 0, "the seed must be an i64 scalar");
  }

  /// The type of an operator whose only argument is the seed.
  static List<Type> infer(Arguments a, DType dtype, Shape shape) {
    seeded(a, 0)
        .require(dtype == DType.F32 || dtype == DType.F64, "gives f32 or f64, not " + dtype);
    return List.of(new TensorType(dtype, shape));
  }

  static Value uniform(Value seed, DType dtype, Shape shape, long stream) {
    return Build.apply(new RandomUniform(dtype, shape, stream), seed);
  }

  /// `-log(1 - u)`, from 0; `1 - u` is never 0.
  static Value exponential(Value seed, DType dtype, Shape shape, long stream) {
    return Build.neg(Build.log(Build.sub(1, uniform(seed, dtype, shape, stream))));
  }
}
