package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.PointwiseOperator;

/// The rectified linear unit with an end: `min(max(x, 0), 6)` (Howard et al. 2017,
/// arXiv:1704.04861).
///
/// Takes floats; NaN stays NaN, and the slope outside is 0.
public record Relu6() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Expr.of(x.dtype(), 6).min(Expr.of(x.dtype(), 0).max(x));
  }
}
