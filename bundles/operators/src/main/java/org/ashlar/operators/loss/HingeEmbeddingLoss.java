package org.ashlar.operators.loss;

import org.ashlar.ir.Value;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.build.Build;

/// Distances `x` of pairs: `x` where `y` is 1 (alike), `max(0, margin - x)` where it is -1; the
/// mean unless told otherwise.
///
/// Arguments: `x` and `y`; floats of one shape.
public record HingeEmbeddingLoss(double margin, Reduction reduction)
    implements ElementLossOperator {
  public HingeEmbeddingLoss() {
    this(1, Reduction.MEAN);
  }

  @Override
  public Value each(Value predicted, Value right) {
    var alike = Build.greater(right, Build.scalar(right, 0));
    var apart = Build.apply(new Relu(), Build.sub(margin, predicted));
    return Build.where(alike, predicted, apart);
  }
}
