package org.ashlar.example;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Operator;
import org.ashlar.operators.PointwiseOperator;
import org.osgi.service.component.annotations.Component;

/// Mish, a smooth activation: `x · tanh(log(1 + exp(x)))`.
///
/// Source: D. Misra, *Mish: A Self Regularized Non-Monotonic Activation Function* (2019), equation
/// 1. The softplus is written as `max(x, 0) + log1p(exp(-|x|))`, which neither overflows nor loses
///    small values.
@Component(service = Operator.class)
public record Mish() implements PointwiseOperator {
  @Override
  public Expr body(Expr x) {
    var softplus =
        x.max(Expr.of(x.dtype(), 0)).plus(new Expr.Unary(Op1.LOG1P, x.abs().negate().exp()));
    return x.times(softplus.tanh());
  }
}
