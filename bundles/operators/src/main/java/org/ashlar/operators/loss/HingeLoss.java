package org.ashlar.operators.loss;

import org.ashlar.ir.Value;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.build.Build;

/// How far a score is from its margin on the right side: `max(0, margin - y · x)` with `y` -1 or 1;
/// the mean unless told otherwise.
///
/// Arguments: scores `x` and `y`; floats of one shape. The slope at the margin is 0.
public record HingeLoss(double margin, Reduction reduction) implements ElementLossOperator {
  public HingeLoss() {
    this(1, Reduction.MEAN);
  }

  @Override
  public Value each(Value predicted, Value right) {
    return Build.apply(new Relu(), Build.sub(margin, Build.mul(right, predicted)));
  }
}
