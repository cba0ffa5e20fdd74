package org.ashlar.operators.loss;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.activation.Softplus;
import org.ashlar.operators.build.Build;

/// The surprise at yes-or-no answers: `-(y · log s + (1 - y) · log(1 - s))` with `s = sigmoid x`;
/// the mean unless told otherwise.
///
/// Arguments: logits `x` and `y` from 0 to 1; floats of one shape; then optionally weights of the
/// answer yes, broadcast to them. The logarithms are {@link Softplus} of `-x` and `x`, so no term
/// overflows or cancels.
public record BinaryCrossEntropyWithLogits(Reduction reduction) implements Operator {
  public BinaryCrossEntropyWithLogits() {
    this(Reduction.MEAN);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3).sameDtypes().floats();
    var shape = a.get(0).shape();
    a.require(a.get(0).equals(a.get(1)), "shapes differ");
    var shapes = a.types().stream().map(TensorType::shape).toList();
    a.require(
        Sizes.broadcast(shapes).filter(shape::equals).isPresent(),
        "the weights do not broadcast to the logits");
    return List.of(reduction.type(a.dtype(0), shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        a -> {
          var x = a.get(0);
          var y = a.get(1);
          var yes = Build.mul(y, Build.apply(new Softplus(), Build.neg(x)));
          var no = Build.mul(Build.sub(1, y), Build.apply(new Softplus(), x));
          var weighted = a.size() == 3 ? Build.mul(yes, a.get(2)) : yes;
          return reduction.of(Build.add(weighted, no));
        });
  }
}
