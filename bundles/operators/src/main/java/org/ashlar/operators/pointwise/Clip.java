package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.TernaryPointwiseOperator;

/// The nearest number between two bounds, both included, broadcast: `min(max(x, low), high)` (ONNX
/// `Clip`); NaN stays NaN. Where the bounds cross it is the upper one.
///
/// Arguments: `x`, low, high; numbers of one dtype. The slope outside is 0, and goes to the bound.
/// Where the bounds are known numbers see {@link Clamp}.
public record Clip() implements TernaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr low, Expr high) {
    return x.max(low).min(high);
  }
}
