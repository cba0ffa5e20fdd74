package org.ashlar.operators.pointwise;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.PointwiseOperator;
import org.ashlar.operators.create.Constants;

/// The argument itself, taken for a constant by derivatives.
///
/// Takes any dtype.
public record StopGradient() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    return x;
  }

  @Override
  public void check(Arguments args) {
    // any dtype
  }

  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    return Optional.of(List.of(Constants.fill(call.graph(), call.arg(0).tensor(), 0)));
  }
}
