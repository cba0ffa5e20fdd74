package org.ashlar.operators.loss;

import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// Straight, and smooth at 0: `d² / (2 beta)` up to `beta`, then `d - beta / 2`, of `d = |x - y|`
/// (Girshick 2015, arXiv:1504.08083); the mean unless told otherwise.
///
/// Takes floats of one shape. It is {@link HuberLoss} over `beta`.
public record SmoothL1Loss(double beta, Reduction reduction) implements ElementLossOperator {
  public SmoothL1Loss {
    if (!(beta > 0)) {
      throw new IllegalArgumentException("smoothl1loss: beta must be positive: " + beta);
    }
  }

  public SmoothL1Loss() {
    this(1, Reduction.MEAN);
  }

  @Override
  public Value each(Value predicted, Value right) {
    return Build.mul(new HuberLoss(beta, Reduction.NONE).each(predicted, right), 1 / beta);
  }
}
