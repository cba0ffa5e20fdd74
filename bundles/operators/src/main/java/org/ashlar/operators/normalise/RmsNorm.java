package org.ashlar.operators.normalise;

import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;

/// Root mean square normalisation: `x / √(mean x² + epsilon) · scale`, with the mean over the
/// dimensions from `axis` to the last (ONNX `RMSNormalization`; Zhang and Sennrich 2019,
/// arXiv:1910.07467).
///
/// Arguments: `x`, and a scale of the shape of the dimensions that are normalised; floats of one
/// dtype.
public record RmsNorm(long axis, double epsilon) implements Operator {
  public RmsNorm() {
    this(-1, 1e-5);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2).sameDtypes().floats();
    int first = a.axis(axis, a.rank(0));
    var normalised = a.get(0).shape().sizes().subList(first, a.rank(0));
    a.require(
        a.get(1).shape().sizes().equals(normalised), "the scale needs the sizes from axis " + axis);
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var axes = LongStream.range(a.axis(axis, a.rank(0)), a.rank(0)).boxed().toList();
    return Compose.of(
        name(),
        args,
        v -> {
          var x = Statistics.wide(v.get(0));
          var square = Statistics.mean(Build.mul(x, x), axes);
          var normal = Build.div(x, Build.sqrt(Build.add(square, epsilon)));
          return Build.cast(Build.mul(normal, Statistics.wide(v.get(1))), a.dtype(0));
        });
  }
}
