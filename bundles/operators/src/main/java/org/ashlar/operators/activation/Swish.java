package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// `x · sigmoid(alpha · x)` (ONNX `Swish`; Ramachandran, Zoph and Le 2017, arXiv:1710.05941).
///
/// Takes floats. Where alpha is 1 also {@link Silu}.
public record Swish(float alpha) implements PointwiseOperator {
  public Swish() {
    this(1);
  }

  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> w.times(new Sigmoid().body(w.times(alpha))));
  }
}
