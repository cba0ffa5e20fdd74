package org.ashlar.operators.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;

/// Whole numbers, equally likely from `low` (included) to `high` (excluded). The argument is the
/// seed, an `i64` scalar.
///
/// `low + ⌊u · (high - low)⌋` of uniform `u` with 53 bits, so the number of values is at most 2^53,
/// and no value is more likely than another by more than its 2^53rd part. Exact on every device.
///
/// @param stream tells apart the uses of one seed
public record RandomInteger(DType dtype, Shape shape, long low, long high, long stream)
    implements Operator {
  private static final long MOST = 1L << 53;

  public RandomInteger {
    if (low >= high || Math.abs(low) > MOST || high > MOST || high - low > MOST) {
      throw new IllegalArgumentException(
          "randominteger: low must be below high, and 2^53 not exceeded: " + low + " and " + high);
    }
  }

  public RandomInteger() {
    this(DType.I64, Shape.of(1), 0, 2, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    Draws.seeded(Arguments.of(this, args, 1), 0)
        .require(dtype.isInteger(), "gives integers, not " + dtype);
    return List.of(new TensorType(dtype, shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        a -> {
          var draw = Draws.uniform(a.getFirst(), DType.F64, shape, stream);
          var steps = Build.cast(Build.mul(draw, high - low), DType.I64);
          return Build.cast(Build.add(steps, low), dtype);
        });
  }
}
