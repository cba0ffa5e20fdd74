package org.ashlar.operators.loss;

import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// How far a distribution is from the right one: `y · (log y - x)` of log-probabilities `x` and
/// probabilities `y` (Kullback and Leibler 1951), 0 where `y` is 0; the mean over all elements
/// unless told otherwise.
///
/// Takes floats of one shape. The divergence of whole distributions is the sum over their elements.
///
/// @param logTarget whether `y` are log-probabilities too: `e^y · (y - x)`
public record KlDivergence(boolean logTarget, Reduction reduction) implements ElementLossOperator {
  public KlDivergence() {
    this(false, Reduction.MEAN);
  }

  @Override
  public Value each(Value predicted, Value right) {
    if (logTarget) {
      return Build.mul(Build.exp(right), Build.sub(right, predicted));
    }
    var zero = Build.scalar(right, 0);
    var some = Build.greater(right, zero);
    // the logarithm is taken of 1 where it has no slope, and not chosen there
    var log = Build.log(Build.where(some, right, Build.scalar(right, 1)));
    return Build.where(some, Build.mul(right, Build.sub(log, predicted)), zero);
  }
}
