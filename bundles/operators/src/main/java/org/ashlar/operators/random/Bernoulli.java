package org.ashlar.operators.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;

/// 1 with the probability that the argument says, else 0 (ONNX `Bernoulli`).
///
/// Arguments: probabilities, floats, whose dtype the result has; the seed, an `i64` scalar. The
/// result is a function of seed, stream and place alone, the same on every device.
///
/// @param stream tells apart the uses of one seed
public record Bernoulli(long stream) implements Operator {
  public Bernoulli() {
    this(0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Draws.seeded(Arguments.of(this, args, 2), 1);
    a.require(a.dtype(0).isFloat(), "probabilities must be floats");
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var type = Arguments.of(this, args, 2).get(0);
    return Compose.of(
        name(),
        args,
        a -> {
          var draw = Draws.uniform(a.get(1), DType.F32, type.shape(), stream);
          var hit = Build.less(draw, Build.cast(a.get(0), DType.F32));
          return Build.cast(hit, type.dtype());
        });
  }
}
