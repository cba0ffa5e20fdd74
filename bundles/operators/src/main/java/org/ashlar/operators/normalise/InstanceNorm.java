package org.ashlar.operators.normalise;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;

/// Instance normalisation: `(x - μ) / √(σ² + epsilon) · scale + bias`, with mean and variance over
/// the dimensions behind batch and channels (ONNX `InstanceNormalization`; Ulyanov, Vedaldi and
/// Lempitsky 2016, arXiv:1607.08022).
///
/// Arguments: `x[n, c, …]`, scale `[c]` and bias `[c]`; floats of one dtype.
public record InstanceNorm(double epsilon) implements Operator {
  public InstanceNorm() {
    this(1e-5);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 3).sameDtypes().floats();
    Statistics.requireChannels(a);
    a.require(a.rank(0) >= 3, "takes a dimension behind batch and channels");
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var axes = Statistics.spatial(Arguments.of(this, args, 3).rank(0));
    return Compose.of(
        name(),
        args,
        a -> {
          var normal = Statistics.normal(Statistics.wide(a.get(0)), axes, epsilon);
          return Statistics.scaled(normal, a.get(1), a.get(2));
        });
  }
}
