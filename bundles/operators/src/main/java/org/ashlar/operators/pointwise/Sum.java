package org.ashlar.operators.pointwise;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.operators.VariadicPointwiseOperator;
import org.ashlar.operators.reduce.ReduceSum;

/// The sum of the arguments `x₀ + x₁ + …` in their order, broadcast.
///
/// Takes one number or more, of one dtype (ONNX `Sum`); narrow floats are added in `f32` and
/// rounded once, integers wrap. For the sum along axes see {@link ReduceSum}.
public record Sum() implements VariadicPointwiseOperator {
  @Override
  public Expr body(List<Expr> elements) {
    return total(elements).cast(elements.getFirst().dtype());
  }

  /// The sum, in the accumulator.
  static Expr total(List<Expr> elements) {
    return elements.stream()
        .map(e -> e.cast(e.dtype().accumulator()))
        .reduce(Expr::plus)
        .orElseThrow();
  }
}
