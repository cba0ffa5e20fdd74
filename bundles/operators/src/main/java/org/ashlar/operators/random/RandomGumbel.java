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

/// Random numbers of the Gumbel distribution: `-log e` of exponential `e`. Added to the logarithms
/// of probabilities, the largest is drawn with its probability. The argument is the seed, an `i64`
/// scalar.
///
/// Gives `f32` or `f64`. Exponentials are taken for at least `2⁻²⁵`, so that all are finite.
///
/// @param stream tells apart the uses of one seed
public record RandomGumbel(DType dtype, Shape shape, long stream) implements Operator {
  public RandomGumbel() {
    this(DType.F32, Shape.of(1), 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return Draws.infer(Arguments.of(this, args, 1), dtype, shape);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        a -> {
          var draw = Draws.exponential(a.getFirst(), dtype, shape, stream);
          return Build.neg(Build.log(Build.max(draw, Build.scalar(draw, 0x1p-25))));
        });
  }
}
