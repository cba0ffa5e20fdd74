package org.ashlar.operators.activation;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.operators.PointwiseOperator;
import org.ashlar.operators.build.Build;

/// The logistic function `1 / (1 + e^-x)`.
///
/// Takes floats. Derivative: `y · (1 - y)` of the result `y`.
public record Sigmoid() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Expr.of(x.dtype(), 1).over(x.negate().exp().plus(1));
  }

  /// `dy · y · (1 - y)`: the derivative of the body would be ∞ · 0 far to the left.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var slope = Build.mul(call, Build.sub(1, call));
    return Optional.of(List.of(Build.mul(dy.getFirst(), slope)));
  }
}
