package org.ashlar.operators.pointwise;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.operators.VariadicPointwiseOperator;

/// The smallest of the arguments, broadcast; NaN where one is. At a tie the gradient goes to the
/// first of them.
///
/// Takes one number or more, of one dtype (ONNX `Min`). For the smallest along axes see {@link
/// ReduceMin}.
public record Min() implements VariadicPointwiseOperator {
  @Override
  public Expr body(List<Expr> elements) {
    return elements.stream().reduce(Expr::min).orElseThrow();
  }
}
