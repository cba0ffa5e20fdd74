package org.ashlar.operators.pointwise;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;
import org.ashlar.operators.create.Constants;

/// The cube root `∛x`, also of negative numbers.
///
/// Takes floats; within 2 ULP. Derivative: `1 / (3 ∛x²)`, infinite at 0.
public record Cbrt() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, Cbrt::root);
  }

  /// A power, for whose rounded exponent one step of Newton's makes up.
  private static Expr root(Expr x) {
    var third = Expr.of(x.dtype(), 1.0 / 3);
    var near =
        Formula.let(
            "power",
            x.abs().pow(third),
            y -> y.minus(y.minus(x.abs().over(y.times(y))).times(third)));
    // 0 and the infinities are their own roots
    var isOwn = x.eq(Expr.of(x.dtype(), 0)).or(x.abs().eq(infinity(x)));
    return isOwn.select(x, Formula.signed(near, x));
  }

  private static Expr infinity(Expr x) {
    return Expr.of(x.dtype(), Double.POSITIVE_INFINITY);
  }

  /// `dy · y / (3 x)`: that of the steps would be long.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var graph = call.graph();
    var three = Constants.fill(graph, call.arg(0).tensor(), 3);
    var slope = graph.apply(new Div(), call, graph.apply(new Mul(), three, call.arg(0)));
    return Optional.of(List.of(graph.apply(new Mul(), dy.getFirst(), slope)));
  }
}
