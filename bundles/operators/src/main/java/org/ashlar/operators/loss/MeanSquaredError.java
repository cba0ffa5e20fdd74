package org.ashlar.operators.loss;

import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// The squared differences `(x - y)²` of two tensors of one shape; their mean unless told
/// otherwise.
///
/// Takes floats.
public record MeanSquaredError(Reduction reduction) implements ElementLossOperator {
  public MeanSquaredError() {
    this(Reduction.MEAN);
  }

  @Override
  public Value each(Value predicted, Value right) {
    var difference = Build.sub(predicted, right);
    return Build.mul(difference, difference);
  }
}
