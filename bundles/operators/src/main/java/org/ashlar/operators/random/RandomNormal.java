package org.ashlar.operators.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Cos;

/// Random numbers of the normal distribution with mean 0 and deviation 1: `√(-2 log (1 - u)) · cos
/// 2πv` of uniform `u`, `v` (Box and Muller 1958). The argument is the seed, an `i64` scalar.
///
/// @param stream tells apart the uses of one seed; it takes the uniform streams `2 · stream` and
///   the next
public record RandomNormal(DType dtype, Shape shape, long stream) implements Operator {
  public RandomNormal() {
    this(DType.F32, Shape.of(1), 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    a.require(a.dtype(0) == DType.I64 && a.rank(0) == 0, "the seed must be an i64 scalar")
        .require(dtype == DType.F32 || dtype == DType.F64, "gives f32 or f64, not " + dtype);
    return new RandomUniform(dtype, shape, stream).infer(args);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        seed -> {
          var u = Build.apply(new RandomUniform(dtype, shape, 2 * stream), seed.get(0));
          var v = Build.apply(new RandomUniform(dtype, shape, 2 * stream + 1), seed.get(0));
          // log of 1 - u, which is never 0
          var radius = Build.sqrt(Build.mul(Build.log(Build.sub(1, u)), -2));
          return Build.mul(radius, Build.apply(new Cos(), Build.mul(v, 2 * Math.PI)));
        });
  }
}
