package org.ashlar.operators.pointwise;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The derivative of log Γ, `ψ(x) = Γ'(x) / Γ(x)`; -inf at 0, NaN at -1, -2, ….
///
/// Takes floats. Computed in `f64` by the derivative of Stirling's series: of `f64` off by at most
/// `2⁻⁴⁶ · max(1, |y|)`, of narrower floats within 2 ULP; of these slower than functions that are
/// computed in their own dtype.
public record Digamma() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.exact(x, Digamma::formula);
  }

  /// Below 0 by reflection: `ψ(1 - x) - π / tan πx`.
  private static Expr formula(Expr x) {
    var negative = Formula.isNegative(x);
    var one = Expr.of(DType.F64, 1);
    return Formula.let(
        "right",
        Formula.let("z", negative.select(one.minus(x), x), Gamma::slope),
        right -> negative.select(right.minus(reflected(x)), right));
  }

  private static Expr reflected(Expr x) {
    var tangent = new Expr.Unary(Op1.TAN, Gamma.angle(x));
    var nothing = Expr.of(DType.F64, Double.NaN);
    return Gamma.isWhole(x).select(nothing, Expr.of(DType.F64, Math.PI).over(tangent));
  }
}
