package org.ashlar.operators.normalise;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.Variance;

/// Batch normalisation in training: `(x - μ) / √(σ² + epsilon) · scale + bias` for each channel,
/// dimension 1, with mean and variance of the batch itself (ONNX `BatchNormalization` with
/// `training_mode`; Ioffe and Szegedy 2015, arXiv:1502.03167).
///
/// Arguments: `x[n, c, …]`, then scale, bias, running mean and running variance, each `[c]`; floats
/// of one dtype. Results: `y`, and the running statistics `running · momentum + batch · (1 -
/// momentum)`; the variance is that of the elements themselves. With known statistics see {@link
/// BatchNorm}.
public record BatchNormTraining(double epsilon, double momentum) implements Operator {
  public BatchNormTraining() {
    this(1e-5, 0.9);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 5).sameDtypes().floats();
    Statistics.requireChannels(a);
    return List.of(a.get(0), a.get(3), a.get(4));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    int rank = Arguments.of(this, args, 5).rank(0);
    return Compose.all(
        name(),
        args,
        a -> {
          var axes = new ArrayList<Long>(List.of(0L));
          axes.addAll(Statistics.spatial(rank));
          var x = Statistics.wide(a.get(0));
          var mean = Statistics.mean(x, axes);
          var variance = Build.apply(new Variance(axes, true, 0), x);
          var normal = Statistics.normal(x, mean, variance, epsilon);
          return List.of(
              Statistics.scaled(normal, a.get(1), a.get(2)),
              moved(a.get(3), mean),
              moved(a.get(4), variance));
        });
  }

  /// The running statistic, drawn to that of the batch.
  private Value moved(Value running, Value batch) {
    var kept = Build.mul(Statistics.wide(running), momentum);
    var added = Build.mul(Build.reshape(batch, running.tensor().shape()), 1 - momentum);
    return Build.cast(Build.add(kept, added), running.tensor().dtype());
  }
}
