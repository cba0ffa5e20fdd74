package org.ashlar.operators.normalise;

import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.Variance;

/// What normalisations share: mean and variance, computed in the accumulator of narrow floats.
final class Statistics {
  private Statistics() {}

  /// The value in the dtype in which its statistics are computed.
  static Value wide(Value x) {
    return Build.cast(x, x.tensor().dtype().accumulator());
  }

  static Value mean(Value x, List<Long> axes) {
    return Build.apply(new ReduceMean(axes, true), x);
  }

  /// `(x - μ) / √(σ² + epsilon)` along axes.
  static Value normal(Value x, List<Long> axes, double epsilon) {
    return normal(x, mean(x, axes), Build.apply(new Variance(axes, true, 0), x), epsilon);
  }

  static Value normal(Value x, Value mean, Value variance, double epsilon) {
    return Build.div(Build.sub(x, mean), Build.sqrt(Build.add(variance, epsilon)));
  }

  /// `x · scale + bias` with one number a channel, in the dtype of the scale.
  static Value scaled(Value x, Value scale, Value bias) {
    int rank = x.tensor().rank();
    var product = Build.mul(x, Build.channels(wide(scale), rank));
    var sum = Build.add(product, Build.channels(wide(bias), rank));
    return Build.cast(sum, scale.tensor().dtype());
  }

  /// Refuses arguments from the second on that are not one number a channel, dimension 1 of the
  /// first.
  static void requireChannels(Arguments a) {
    a.require(a.rank(0) >= 2, "takes batch and channels");
    for (int i = 1; i < a.count(); i++) {
      a.require(
          a.rank(i) == 1 && a.get(i).size(0).equals(a.get(0).size(1)),
          "needs one number a channel");
    }
  }

  /// The dimensions behind batch and channels.
  static List<Long> spatial(int rank) {
    return LongStream.range(2, rank).boxed().toList();
  }
}
