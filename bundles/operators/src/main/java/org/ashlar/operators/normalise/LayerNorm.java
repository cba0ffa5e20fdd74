package org.ashlar.operators.normalise;

import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceMean;

/// Layer normalisation: `(x - μ) / √(σ² + epsilon) · scale + bias`, with mean and variance over the
/// dimensions from `axis` to the last (Ba, Kiros and Hinton 2016, arXiv:1607.06450).
///
/// Arguments: `x`, scale and bias, the latter two of the shape of the dimensions that are
/// normalised.
///
/// Takes floats of one dtype. The variance is the mean of the squared differences, in a second
/// pass.
public record LayerNorm(long axis, double epsilon) implements Operator {
  public LayerNorm() {
    this(-1, 1e-5);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 3).sameDtypes().floats();
    int first = a.axis(axis, a.rank(0));
    var normalised = a.get(0).shape().sizes().subList(first, a.rank(0));
    a.require(
        a.get(1).shape().sizes().equals(normalised) && a.get(2).shape().sizes().equals(normalised),
        "scale and bias need the sizes from axis " + axis);
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    var axes = LongStream.range(a.axis(axis, a.rank(0)), a.rank(0)).boxed().toList();
    return Compose.of(
        name(),
        args,
        v -> {
          var centred = Build.sub(v.get(0), Build.apply(new ReduceMean(axes, true), v.get(0)));
          var variance = Build.apply(new ReduceMean(axes, true), Build.mul(centred, centred));
          var normal = Build.div(centred, Build.sqrt(Build.add(variance, epsilon)));
          return Build.add(Build.mul(normal, v.get(1)), v.get(2));
        });
  }
}
