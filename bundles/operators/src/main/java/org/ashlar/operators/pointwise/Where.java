package org.ashlar.operators.pointwise;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.TernaryPointwiseOperator;

/// The second argument where the first is true, else the third; broadcast.
///
/// The condition is bool, the others have one dtype. Of fused arguments only the chosen one is
/// computed at a place. The gradient goes to the chosen one.
public record Where() implements TernaryPointwiseOperator {
  @Override
  public Expr body(Expr condition, Expr then, Expr otherwise) {
    return condition.select(then, otherwise);
  }

  @Override
  public void check(Arguments args) {
    args.require(args.dtype(0) == DType.BOOL, "the condition must be bool")
        .require(args.dtype(1) == args.dtype(2), "dtypes differ");
  }
}
