package org.ashlar.operators.loss;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;

/// The mean of the squared differences `mean (x - y)²`, a scalar.
public record MeanSquaredError() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2).sameDtypes().floats();
    a.require(a.get(0).equals(a.get(1)), "shapes differ");
    return List.of(new TensorType(a.dtype(0), Shape.of()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        a -> {
          var difference = Build.sub(a.get(0), a.get(1));
          return Build.mean(Build.mul(difference, difference));
        });
  }
}
