package org.ashlar.operators.normalise;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;

/// Batch normalisation with known statistics: `(x - mean) / √(variance + epsilon) · scale + bias`
/// for each channel, dimension 1 (ONNX `BatchNormalization`; Ioffe and Szegedy 2015,
/// arXiv:1502.03167).
///
/// Arguments: `x[n, c, …]`, then scale, bias, mean and variance, each `[c]`.
///
/// Takes floats of one dtype. After a convolution, a rule folds it into the weights.
public record BatchNorm(double epsilon) implements Operator {
  public BatchNorm() {
    this(1e-5);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 5).sameDtypes().floats();
    Statistics.requireChannels(a);
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    int rank = Arguments.of(this, args, 5).rank(0);
    return Compose.of(
        name(),
        args,
        a -> {
          var scale = Build.channels(a.get(1), rank);
          var bias = Build.channels(a.get(2), rank);
          var centred = Build.sub(a.get(0), Build.channels(a.get(3), rank));
          var deviation = Build.sqrt(Build.add(Build.channels(a.get(4), rank), epsilon));
          return Build.add(Build.mul(Build.div(centred, deviation), scale), bias);
        });
  }
}
