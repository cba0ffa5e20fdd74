package org.ashlar.operators.loss;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;

/// The surprise at the right classes, given log-probabilities: `-x[label] · weight[label]` of each
/// row (ONNX `NegativeLogLikelihoodLoss`); the mean, `Σ loss / Σ weight`, unless told otherwise.
///
/// Arguments: log-probabilities `x`, integer labels of the sizes of `x` without the classes, and
/// optionally a weight a class. A label that is no class adds nothing.
///
/// @param axis the dimension of classes
/// @param ignore labels of rows that count for nothing
public record NllLoss(long axis, List<Long> ignore, Reduction reduction) implements Operator {
  public NllLoss {
    ignore = List.copyOf(ignore);
  }

  public NllLoss() {
    this(1, List.of(), Reduction.MEAN);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return List.of(Classes.infer(Arguments.between(this, args, 2, 3), axis, reduction));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3);
    var classes = new Classes(a.axis(axis, a.rank(0)), ignore, reduction);
    return Compose.of(name(), args, v -> classes.loss(v, 0));
  }
}
