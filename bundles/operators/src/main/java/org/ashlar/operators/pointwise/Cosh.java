package org.ashlar.operators.pointwise;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The hyperbolic cosine `(e^x + e^-x) / 2` (ONNX `Cosh`).
///
/// Takes floats; within 4 ULP. Derivative: the hyperbolic sine.
public record Cosh() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, Cosh::formula);
  }

  /// `q² / 2 + 1 / (2 q²)` of `q = e^(|x|/2)`, which overflows no earlier than the result.
  private static Expr formula(Expr x) {
    return Formula.let(
        "q",
        x.abs().times(0.5).exp(),
        q -> q.times(0.5).times(q).plus(Expr.of(x.dtype(), 0.5).over(q).over(q)));
  }

  /// `dy · sinh x`: the derivative of the formula would cancel near 0.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var graph = call.graph();
    var slope = graph.apply(new Sinh(), call.arg(0));
    return Optional.of(List.of(graph.apply(new Mul(), dy.getFirst(), slope)));
  }
}
