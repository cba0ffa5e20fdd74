package org.ashlar.operators.loss;

import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// Squared near 0, straight beyond: `d² / 2` up to `delta`, then `delta · (d - delta / 2)`, of `d =
/// |x - y|` (Huber 1964); the mean unless told otherwise.
///
/// Takes floats of one shape.
public record HuberLoss(double delta, Reduction reduction) implements ElementLossOperator {
  public HuberLoss {
    if (!(delta > 0)) {
      throw new IllegalArgumentException("huberloss: delta must be positive: " + delta);
    }
  }

  public HuberLoss() {
    this(1, Reduction.MEAN);
  }

  @Override
  public Value each(Value predicted, Value right) {
    var distance = Build.abs(Build.sub(predicted, right));
    var near = Build.mul(Build.mul(distance, distance), 0.5);
    var far = Build.mul(Build.sub(distance, delta / 2), delta);
    return Build.where(Build.less(distance, Build.scalar(distance, delta)), near, far);
  }
}
