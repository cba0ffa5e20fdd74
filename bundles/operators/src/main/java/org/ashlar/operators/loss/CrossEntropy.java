package org.ashlar.operators.loss;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.activation.LogSoftmax;
import org.ashlar.operators.build.Build;

/// The surprise at the right classes: `-log softmax(x)[label] · weight[label]` of each row (ONNX
/// `SoftmaxCrossEntropyLoss`, whose classes are dimension 1); the mean, `Σ loss / Σ weight`, unless
/// told otherwise.
///
/// Arguments: logits `x`, integer labels of the sizes of `x` without the classes, and optionally a
/// weight a class. A label that is no class adds nothing. For labels that are distributions see
/// {@link SoftCrossEntropy}.
///
/// @param axis the dimension of classes
/// @param ignore labels of rows that count for nothing
/// @param smoothing how much of the right answer is spread evenly over all classes (Szegedy et al.
///   2015, arXiv:1512.00567)
public record CrossEntropy(long axis, List<Long> ignore, double smoothing, Reduction reduction)
    implements Operator {
  public CrossEntropy {
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "crossentropy: smoothing must be from 0 to 1: " + smoothing);
    }
    ignore = List.copyOf(ignore);
  }

  public CrossEntropy() {
    this(-1, List.of(), 0, Reduction.MEAN);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return List.of(Classes.infer(Arguments.between(this, args, 2, 3), axis, reduction));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3);
    int along = a.axis(axis, a.rank(0));
    var classes = new Classes(along, ignore, reduction);
    return Compose.of(
        name(),
        args,
        v -> {
          var given = new ArrayList<>(v);
          given.set(0, Build.apply(new LogSoftmax(along), v.get(0)));
          return classes.loss(given, smoothing);
        });
  }
}
