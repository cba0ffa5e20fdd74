package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The straight {@link Silu}: `x · max(0, min(1, x / 6 + 1/2))` (ONNX `HardSwish`; Howard et al.
/// 2019, arXiv:1905.02244).
///
/// Takes floats.
public record HardSwish() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> w.times(HardSigmoid.clamped(w.times(1.0 / 6).plus(0.5))));
  }
}
