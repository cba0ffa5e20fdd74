package org.ashlar.operators.normalise;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Reductions;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.StandardDeviation;

/// `(x - μ) / (σ + 1e-9)`, with mean and standard deviation along axes (ONNX
/// `MeanVarianceNormalization`).
///
/// Takes floats.
///
/// @param axes negative from the last
public record MeanVarianceNorm(List<Long> axes) implements Operator {
  private static final double EPSILON = 1e-9;

  public MeanVarianceNorm {
    axes = List.copyOf(axes);
  }

  public MeanVarianceNorm() {
    this(List.of(0L, 2L, 3L));
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    Reductions.axes(a, axes);
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var dtype = Arguments.of(this, args, 1).dtype(0);
    return Compose.of(
        name(),
        args,
        a -> {
          var x = Statistics.wide(a.getFirst());
          var deviation = Build.apply(new StandardDeviation(axes, true, 0), x);
          var centred = Build.sub(x, Statistics.mean(x, axes));
          return Build.cast(Build.div(centred, Build.add(deviation, EPSILON)), dtype);
        });
  }
}
