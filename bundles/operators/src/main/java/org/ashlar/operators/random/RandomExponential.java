package org.ashlar.operators.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;

/// Random numbers of the exponential distribution with mean 1: `-log(1 - u)` of uniform `u`. The
/// argument is the seed, an `i64` scalar.
///
/// Gives `f32` or `f64`; at most 16.6, or 36.7 of `f64`.
///
/// @param stream tells apart the uses of one seed
public record RandomExponential(DType dtype, Shape shape, long stream) implements Operator {
  public RandomExponential() {
    this(DType.F32, Shape.of(1), 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return Draws.infer(Arguments.of(this, args, 1), dtype, shape);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(name(), args, a -> Draws.exponential(a.getFirst(), dtype, shape, stream));
  }
}
