package org.ashlar.operators.loss;

import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// The magnitudes of differences `|x - y|` of two tensors of one shape; their mean unless told
/// otherwise.
///
/// Takes floats. The slope at 0 is 0.
public record L1Loss(Reduction reduction) implements ElementLossOperator {
  public L1Loss() {
    this(Reduction.MEAN);
  }

  @Override
  public Value each(Value predicted, Value right) {
    return Build.abs(Build.sub(predicted, right));
  }
}
