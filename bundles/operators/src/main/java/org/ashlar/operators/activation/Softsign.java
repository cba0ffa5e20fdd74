package org.ashlar.operators.activation;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;
import org.ashlar.operators.build.Build;

/// `x / (1 + |x|)` (ONNX `Softsign`): from -1 to 1, slower than the hyperbolic tangent.
///
/// Takes floats; NaN at the infinities. Derivative: `1 / (1 + |x|)²`.
public record Softsign() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> w.over(w.abs().plus(1)));
  }

  /// `dy / (1 + |x|)²`: the magnitude has no derivative at 0.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var scale = Build.add(Build.abs(call.arg(0)), 1);
    return Optional.of(List.of(Build.div(dy.getFirst(), Build.mul(scale, scale))));
  }
}
