package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;

/// Whether `x ≠ y`, broadcast; true with NaN.
///
/// Takes any one dtype, gives bool. The two zeros are equal.
public record NotEqual() implements BinaryPointwiseOperator {
  @Override
  public Expr body(Expr x, Expr y) {
    return x.ne(y);
  }

  @Override
  public void check(Arguments args) {
    args.sameDtypes();
  }
}
