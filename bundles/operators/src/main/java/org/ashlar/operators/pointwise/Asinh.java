package org.ashlar.operators.pointwise;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;
import org.ashlar.operators.create.Constants;

/// The inverse of the hyperbolic sine, `log(x + √(x² + 1))` (ONNX `Asinh`).
///
/// Takes floats; within 4 ULP. Derivative: `1 / √(x² + 1)`.
public record Asinh() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return Formula.of(x, w -> Formula.signed(of(w.abs()), w));
  }

  /// Of a magnitude: `log1p(x + x² / (1 + √(1 + x²)))`, and `log(2 x)` where the square might
  /// overflow.
  private static Expr of(Expr x) {
    var square = x.times(x);
    var near = Formula.log1p(x.plus(square.over(square.plus(1).sqrt().plus(1))));
    return Expr.of(x.dtype(), 1e9).lt(x).select(x.log().plus(Math.log(2)), near);
  }

  /// `dy / √(x² + 1)`: the magnitude has no derivative at 0.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var graph = call.graph();
    var one = Constants.fill(graph, call.arg(0).tensor(), 1);
    var square = graph.apply(new Square(), call.arg(0));
    var root = graph.apply(new Sqrt(), graph.apply(new Add(), square, one));
    return Optional.of(List.of(graph.apply(new Div(), dy.getFirst(), root)));
  }
}
