package org.ashlar.operators.pointwise;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.operators.VariadicPointwiseOperator;

/// The largest of the arguments, broadcast; NaN where one is. At a tie the gradient goes to the
/// first of them.
///
/// Takes one number or more, of one dtype (ONNX `Max`). For the largest along axes see {@link
/// ReduceMax}.
public record Max() implements VariadicPointwiseOperator {
  @Override
  public Expr body(List<Expr> elements) {
    return elements.stream().reduce(Expr::max).orElseThrow();
  }
}
