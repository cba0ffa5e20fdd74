package org.ashlar.operators.normalise;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;

/// Group normalisation: `(x - μ) / √(σ² + epsilon) · scale + bias`, with mean and variance over
/// each group of neighbouring channels and the dimensions behind (ONNX `GroupNormalization`; Wu and
/// He 2018, arXiv:1803.08494).
///
/// Arguments: `x[n, c, …]`, scale `[c]` and bias `[c]`; floats of one dtype. Refused: channels that
/// the groups do not divide.
public record GroupNorm(long groups, double epsilon) implements Operator {
  public GroupNorm {
    if (groups < 1) {
      throw new IllegalArgumentException("groupnorm: groups must be at least 1: " + groups);
    }
  }

  public GroupNorm() {
    this(1, 1e-5);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 3).sameDtypes().floats();
    Statistics.requireChannels(a);
    a.require(
        Sizes.known(a.get(0).size(1)).filter(c -> c % groups == 0).isPresent(),
        groups + " groups do not divide the channels");
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var shape = Arguments.of(this, args, 3).get(0).shape();
    var inside = Sizes.product(shape.sizes().subList(1, shape.rank()));
    var grouped =
        new Shape(List.of(shape.size(0), Expr.of(groups), Sizes.floorDiv(inside, groups)));
    return Compose.of(
        name(),
        args,
        a -> {
          var x = Build.reshape(Statistics.wide(a.get(0)), grouped);
          var normal = Build.reshape(Statistics.normal(x, List.of(2L), epsilon), shape);
          return Statistics.scaled(normal, a.get(1), a.get(2));
        });
  }
}
