package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The leaky rectified linear unit: `x` where it is positive, else `alpha · x` (Maas et al. 2013).
///
/// Takes floats. The slope at 0 is `alpha`.
public record LeakyRelu(float alpha) implements PointwiseOperator {
  public LeakyRelu() {
    this(0.01f);
  }

  @Override
  public Expr body(Expr x) {
    return Expr.of(x.dtype(), 0).lt(x).select(x, x.times(alpha));
  }
}
