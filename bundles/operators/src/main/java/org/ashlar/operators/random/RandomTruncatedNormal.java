package org.ashlar.operators.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Real;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.ErfInv;

/// Random numbers of the normal distribution with mean 0 and deviation 1, cut off below `low` and
/// above `high`: `√2 · erfinv(a + u · (b - a))` of uniform `u`, with `a = erf(low / √2)` and `b =
/// erf(high / √2)`. The argument is the seed, an `i64` scalar.
///
/// Gives `f32` or `f64`; computed in `f64`. Refused: bounds beyond ±8, where `f64` has no digits
/// left.
///
/// @param stream tells apart the uses of one seed
public record RandomTruncatedNormal(DType dtype, Shape shape, double low, double high, long stream)
    implements Operator {
  public RandomTruncatedNormal {
    if (!(-8 <= low && low < high && high <= 8)) {
      throw new IllegalArgumentException(
          "randomtruncatednormal: low must be below high, both from -8 to 8: "
              + low
              + " and "
              + high);
    }
  }

  public RandomTruncatedNormal() {
    this(DType.F32, Shape.of(1), -2, 2, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return Draws.infer(Arguments.of(this, args, 1), dtype, shape);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    double from = Real.erf(low * Math.sqrt(0.5));
    double to = Real.erf(high * Math.sqrt(0.5));
    return Compose.of(
        name(),
        args,
        a -> {
          var draw = Build.cast(Draws.uniform(a.getFirst(), dtype, shape, stream), DType.F64);
          var share = Build.add(Build.mul(draw, to - from), from);
          var value = Build.mul(Build.apply(new ErfInv(), share), Math.sqrt(2));
          return Build.cast(Build.clamp(value, low, high), dtype);
        });
  }
}
