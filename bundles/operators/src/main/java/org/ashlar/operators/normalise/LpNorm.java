package org.ashlar.operators.normalise;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Type;
import org.ashlar.operators.AlongAxisOperator;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceL1;
import org.ashlar.operators.reduce.ReduceL2;

/// `x` over its p-norm along an axis, `x / (Σ |x|^p)^(1/p)` (ONNX `LpNormalization`); 0 where all
/// are 0.
///
/// Takes floats. The gradient where all are 0 is 0.
///
/// @param p 1 or 2
public record LpNorm(long axis, long p) implements AlongAxisOperator {
  public LpNorm {
    if (p != 1 && p != 2) {
      throw new IllegalArgumentException("lpnorm: p must be 1 or 2: " + p);
    }
  }

  public LpNorm() {
    this(-1, 2);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var axes = List.of(axis);
    return Compose.of(
        name(),
        args,
        a -> {
          var x = a.getFirst();
          var norm = Build.apply(p == 1 ? new ReduceL1(axes, true) : new ReduceL2(axes, true), x);
          var zero = Build.equal(norm, Build.scalar(norm, 0));
          return Build.div(x, Build.where(zero, Build.scalar(norm, 1), norm));
        });
  }
}
