package org.ashlar.operators.loss;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.activation.LogSoftmax;
import org.ashlar.operators.build.Build;

/// The surprise at right distributions: `-Σ y · log softmax(x)` of each row; the mean unless told
/// otherwise.
///
/// Arguments: logits `x` and probabilities `y`; floats of one shape.
///
/// @param axis the dimension of classes
public record SoftCrossEntropy(long axis, Reduction reduction) implements Operator {
  public SoftCrossEntropy() {
    this(-1, Reduction.MEAN);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2).sameDtypes().floats();
    a.require(a.get(0).equals(a.get(1)), "shapes differ");
    var rows = new ArrayList<>(a.get(0).shape().sizes());
    rows.remove(a.axis(axis, a.rank(0)));
    return List.of(reduction.type(a.dtype(0), new Shape(rows)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        a -> {
          var logs = Build.apply(new LogSoftmax(axis), a.get(0));
          return Build.neg(reduction.of(Build.sum(Build.mul(a.get(1), logs), axis)));
        });
  }
}
