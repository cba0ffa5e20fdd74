package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The inverse of the hyperbolic cosine, `log(x + √(x² - 1))` (ONNX `Acosh`); NaN below 1.
///
/// Takes floats; within 4 ULP. Derivative: `1 / √(x² - 1)`.
public record Acosh() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, Acosh::formula);
  }

  /// `log1p(t + √(2 t + t²))` of `t = x - 1`, and `log(2 x)` where the square might overflow.
  private static Expr formula(Expr x) {
    var t = x.minus(1);
    var near = Formula.log1p(t.plus(t.times(t.plus(2)).sqrt()));
    var far = x.log().plus(Math.log(2));
    var large = Expr.of(x.dtype(), 1e9).lt(x);
    // below -1 the root would be that of a positive number again
    return x.lt(Expr.of(x.dtype(), 1))
        .select(Expr.of(x.dtype(), Double.NaN), large.select(far, near));
  }
}
