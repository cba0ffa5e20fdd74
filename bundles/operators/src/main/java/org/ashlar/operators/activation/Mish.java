package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// `x · tanh(softplus x)` (ONNX `Mish`; Misra 2019, arXiv:1908.08681).
///
/// Takes floats. As a quotient of polynomials in a power that does not overflow: right of 0 `x · (1
/// + 2 n) / (1 + 2 n + 2 n²)` with `n = e^-x`, left of it `x · (n² + 2 n) / (n² + 2 n + 2)` with `n
///   = e^x`.
public record Mish() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> w.times(Formula.isNegative(w).select(left(w), right(w))));
  }

  private static Expr right(Expr x) {
    return Formula.let(
        "n",
        x.negate().exp(),
        n -> {
          var upper = n.times(2).plus(1);
          return upper.over(upper.plus(n.times(n).times(2)));
        });
  }

  private static Expr left(Expr x) {
    return Formula.let(
        "n",
        x.exp(),
        n -> {
          var upper = n.times(n.plus(2));
          return upper.over(upper.plus(2));
        });
  }
}
