package org.ashlar.operators.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;

/// Each element replaced by 0 with probability `rate`, the others divided by `1 - rate` (Srivastava
/// et al. 2014).
///
/// Arguments: `x` and the seed, an `i64` scalar. Which elements go is a function of seed, stream
/// and place alone.
///
/// @param stream tells apart the uses of one seed
public record Dropout(double rate, long stream) implements Operator {
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout: rate must be at least 0 and below 1: " + rate);
    }
  }

  public Dropout() {
    this(0.5, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    a.require(a.dtype(0).isFloat(), "x must be floats")
        .require(a.dtype(1) == DType.I64 && a.rank(1) == 0, "the seed must be an i64 scalar");
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var shape = Arguments.of(this, args, 2).get(0).shape();
    return Compose.of(
        name(),
        args,
        a -> {
          var x = a.get(0);
          var draw = Build.apply(new RandomUniform(DType.F32, shape, stream), a.get(1));
          var goes = Build.less(draw, Build.scalar(draw, rate));
          return Build.where(goes, Build.scalar(x, 0), Build.div(x, 1 - rate));
        });
  }
}
