package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// A smooth {@link Relu}: `log(1 + e^x)` (ONNX `Softplus`).
///
/// Takes floats. On either side of 0 as `log1p` of a power that does not overflow. Derivative:
/// sigmoid.
public record Softplus() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, Softplus::formula);
  }

  /// `x + log1p(e^-x)` right of 0, `log1p(e^x)` left of it.
  static Expr formula(Expr x) {
    return Formula.isNegative(x).select(tail(x), x.plus(tail(x.negate())));
  }

  /// Of a number that is not positive.
  private static Expr tail(Expr x) {
    return Formula.log1p(x.exp());
  }
}
