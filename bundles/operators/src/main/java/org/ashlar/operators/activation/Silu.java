package org.ashlar.operators.activation;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;

/// The sigmoid linear unit `x · sigmoid(x)` (Elfwing et al. 2017, arXiv:1702.03118).
///
/// Takes floats. Also known as swish.
public record Silu() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    return List.of(Arguments.of(this, args, 1).floats().get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(name(), args, a -> Build.mul(a.get(0), Build.apply(new Sigmoid(), a.get(0))));
  }
}
