package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;

/// The rectified linear unit `max(x, 0)` (Nair and Hinton 2010); NaN stays NaN, and the slope at 0
/// is 0.
///
/// Takes numbers.
public record Relu() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    // at a tie the derivative follows the first operand: 0, as the field has it
    return Expr.of(x.dtype(), 0).max(x);
  }

  @Override
  public void check(Arguments args) {
    args.numbers();
  }
}
