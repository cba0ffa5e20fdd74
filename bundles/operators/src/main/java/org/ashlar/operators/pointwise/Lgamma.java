package org.ashlar.operators.pointwise;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The logarithm of the magnitude of the gamma function, `log |Γ(x)|` with `Γ(n) = (n - 1)!`;
/// infinite at 0, -1, -2, ….
///
/// Takes floats. Computed in `f64` by Stirling's series: of `f64` off by at most `2⁻⁴⁷ · max(1,
/// |y|)`, of narrower floats within 2 ULP; of these slower than functions that are computed in
/// their own dtype. Derivative: {@link Digamma}.
public record Lgamma() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.exact(x, Lgamma::formula);
  }

  /// Below 0 by reflection: `log(π / |sin πx|) - log Γ(1 - x)`.
  private static Expr formula(Expr x) {
    var negative = Formula.isNegative(x);
    var one = Expr.of(DType.F64, 1);
    return Formula.let(
        "right",
        Formula.let("z", negative.select(one.minus(x), x), Gamma::log),
        right -> negative.select(reflected(x).minus(right), right));
  }

  private static Expr reflected(Expr x) {
    var sine = Gamma.angle(x).sin().abs();
    var infinity = Expr.of(DType.F64, Double.POSITIVE_INFINITY);
    return Gamma.isWhole(x).select(infinity, Expr.of(DType.F64, Math.PI).over(sine).log());
  }

  /// `dy · ψ(x)`: that of the formula would be long.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var slope = call.graph().apply(new Digamma(), call.arg(0));
    return Optional.of(List.of(call.graph().apply(new Mul(), dy.getFirst(), slope)));
  }
}
