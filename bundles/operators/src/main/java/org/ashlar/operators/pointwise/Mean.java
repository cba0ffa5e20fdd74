package org.ashlar.operators.pointwise;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.VariadicPointwiseOperator;

/// The mean of `n` arguments `(x₀ + x₁ + …) / n`, broadcast.
///
/// Takes one float or more, of one dtype (ONNX `Mean`). For the mean along axes see {@link
/// ReduceMean}.
public record Mean() implements VariadicPointwiseOperator {
  @Override
  public Expr body(List<Expr> elements) {
    return Sum.total(elements).over(elements.size()).cast(elements.getFirst().dtype());
  }

  @Override
  public void check(Arguments args) {
    args.sameDtypes().floats();
  }
}
