package org.ashlar.operators.loss;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.activation.LogSoftmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Iota;

/// The mean surprise at the right classes: `-mean log softmax(logits)[…, label]`, a scalar.
///
/// Arguments: `logits[…, classes]` and integer `labels[…]`. A label that is no class adds nothing.
public record CrossEntropy() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    a.require(a.dtype(0).isFloat(), "logits must be floats")
        .require(a.dtype(1).isInteger(), "labels must be integers")
        .require(a.rank(0) >= 1, "logits need a dimension of classes");
    var rows = new Shape(a.get(0).shape().sizes().subList(0, a.rank(0) - 1));
    a.require(
        a.get(1).shape().equals(rows), "labels need the sizes of the logits without the last");
    return List.of(new TensorType(a.dtype(0), Shape.of()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    int rank = a.rank(0);
    var classes = new Shape(List.of(a.get(0).size(-1)));
    return Compose.of(
        name(),
        args,
        v -> {
          var logs = Build.apply(new LogSoftmax(-1), v.get(0));
          var places = logs.graph().apply(new Iota(a.dtype(1), classes, 0));
          var labels = Build.unsqueeze(v.get(1), rank - 1);
          // picked by comparison, not by place: the derivative is then pointwise too
          var picked = Build.where(Build.equal(labels, places), logs, Build.scalar(logs, 0));
          return Build.neg(Build.mean(Build.sum(picked, -1)));
        });
  }
}
