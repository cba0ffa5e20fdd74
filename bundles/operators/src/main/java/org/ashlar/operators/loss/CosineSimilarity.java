package org.ashlar.operators.loss;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceL2;

/// The cosine of the angle between vectors along an axis: `x · y / (max(|x|, epsilon) · max(|y|,
/// epsilon))`.
///
/// Takes floats of one dtype and shape; the axis goes.
public record CosineSimilarity(long axis, double epsilon) implements Operator {
  public CosineSimilarity() {
    this(-1, 1e-8);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2).sameDtypes().floats();
    a.require(a.get(0).equals(a.get(1)), "shapes differ");
    var rows = new ArrayList<>(a.get(0).shape().sizes());
    rows.remove(a.axis(axis, a.rank(0)));
    return List.of(new TensorType(a.dtype(0), new Shape(rows)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        a -> {
          var product = Build.sum(Build.mul(a.get(0), a.get(1)), axis);
          return Build.div(product, Build.mul(length(a.get(0)), length(a.get(1))));
        });
  }

  private Value length(Value x) {
    var length = Build.apply(new ReduceL2(List.of(axis), false), x);
    return Build.max(length, Build.scalar(length, epsilon));
  }
}
