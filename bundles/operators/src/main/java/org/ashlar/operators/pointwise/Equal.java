package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// Whether `x = y`, broadcast; false with NaN.
///
/// Takes any one dtype, gives bool. The two zeros are equal.
public record Equal() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.eq(y);
  }

  @Override
  public void check(Arguments args) {
    args.sameDtypes();
  }
}
