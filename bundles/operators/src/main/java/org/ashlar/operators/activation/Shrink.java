package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// `x` drawn towards 0 by `bias` where it is beyond `±lambd`, 0 between (ONNX `Shrink`): soft where
/// both are equal, hard where the bias is 0.
///
/// Takes floats; NaN becomes 0.
public record Shrink(float bias, float lambd) implements PointwiseOperator {
  public Shrink() {
    this(0, 0.5f);
  }

  @Override
  public Expr body(Expr x) {
    return Formula.of(x, this::formula);
  }

  private Expr formula(Expr x) {
    var zero = Expr.of(x.dtype(), 0);
    var left = x.lt(Expr.of(x.dtype(), -lambd)).select(x.plus(bias), zero);
    return Expr.of(x.dtype(), lambd).lt(x).select(x.minus(bias), left);
  }
}
