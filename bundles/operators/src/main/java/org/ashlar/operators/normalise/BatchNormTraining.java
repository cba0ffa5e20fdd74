package org.ashlar.operators.normalise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.reduce.ReduceSum;
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
          var axes = axes(rank);
          var x = Statistics.wide(a.get(0));
          var mean = Statistics.mean(x, axes);
          var variance = Build.apply(new Variance(axes, true, 0), x);
          // one number a channel: elements are not divided
          var slope = Build.div(wide(a.get(1), rank), deviation(variance));
          var y = Build.add(Build.mul(Build.sub(x, mean), slope), wide(a.get(2), rank));
          return List.of(
              Build.cast(y, a.get(0).tensor().dtype()),
              moved(a.get(3), mean),
              moved(a.get(4), variance));
        });
  }

  /// With `c = x - μ`: the gradient of `x` is `scale / σ · (dy - (mean dy + c · mean(dy · c) /
  /// σ²))`, which needs two sums, those of bias and scale.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    int rank = call.arg(0).tensor().rank();
    var axes = axes(rank);
    var x = Statistics.wide(call.arg(0));
    var mean = Statistics.mean(x, axes);
    var variance = Build.apply(new Variance(axes, true, 0), x);
    var deviation = deviation(variance);
    var centred = Build.sub(x, mean);
    var g = Statistics.wide(dy.get(0));
    var product = Build.mul(g, centred);
    var slope = Build.div(Statistics.mean(product, axes), Build.mul(deviation, deviation));
    var inside = Build.sub(g, Build.add(Statistics.mean(g, axes), Build.mul(centred, slope)));
    var dx = Build.mul(inside, Build.div(wide(call.arg(1), rank), deviation));
    var sums = new ReduceSum(axes, true);
    var dScale = Build.div(Build.apply(sums, product), deviation);
    var dBias = Build.apply(sums, g);
    return Optional.of(
        List.of(
            Build.cast(
                isUnused(dy) ? dx : Build.add(dx, ofStatistics(centred, dy, axes)),
                call.arg(0).tensor().dtype()),
            like(dScale, call.arg(1)),
            like(dBias, call.arg(2)),
            Build.mul(dy.get(1), momentum),
            Build.mul(dy.get(2), momentum)));
  }

  /// What the running statistics give to the gradient of `x`: the mean's by `1 / n`, the variance's
  /// by `2 c / n`.
  private Value ofStatistics(Value centred, List<Value> dy, List<Long> axes) {
    int rank = centred.tensor().rank();
    var part = Build.mul(centred, 2);
    var sum = Build.add(wide(dy.get(1), rank), Build.mul(part, wide(dy.get(2), rank)));
    var count =
        axes.stream()
            .map(axis -> centred.tensor().size((int) (long) axis))
            .reduce(Expr.of(1), Expr::times);
    var number = Build.size(centred.graph(), centred.tensor().dtype(), count);
    return Build.div(Build.mul(sum, 1 - momentum), number);
  }

  /// Whether nothing follows from the running statistics.
  private static boolean isUnused(List<Value> dy) {
    return dy.subList(1, 3).stream()
        .allMatch(d -> d.op() instanceof Fill(_, double number, _) && number == 0);
  }

  private Value deviation(Value variance) {
    return Build.sqrt(Build.add(variance, epsilon));
  }

  private static Value wide(Value channels, int rank) {
    return Build.channels(Statistics.wide(channels), rank);
  }

  private static Value like(Value statistic, Value channels) {
    return Build.cast(
        Build.reshape(statistic, channels.tensor().shape()), channels.tensor().dtype());
  }

  private static List<Long> axes(int rank) {
    var axes = new ArrayList<Long>(List.of(0L));
    axes.addAll(Statistics.spatial(rank));
    return axes;
  }

  /// The running statistic, drawn to that of the batch.
  private Value moved(Value running, Value batch) {
    var kept = Build.mul(Statistics.wide(running), momentum);
    var added = Build.mul(Build.reshape(batch, running.tensor().shape()), 1 - momentum);
    return Build.cast(Build.add(kept, added), running.tensor().dtype());
  }
}
