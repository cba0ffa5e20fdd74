package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.ReductionOperator;

/// How many elements along axes are not 0, or are true (`i64`); NaN counts.
///
/// Takes numbers and bool.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record CountNonZero(List<Long> axes, boolean keepdims) implements ReductionOperator {
  public CountNonZero {
    axes = List.copyOf(axes);
  }

  public CountNonZero() {
    this(List.of(), false);
  }

  @Override
  public void check(Arguments args) {
    args.require(
        Arguments.isNumber(args.dtype(0)) || args.dtype(0) == DType.BOOL, "takes numbers or bool");
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.sum(DType.I64);
  }

  @Override
  public List<Expr> body(Expr element, List<Axis> over) {
    return List.of(element.ne(new Expr.Const(element.dtype(), 0)).cast(DType.I64));
  }

  @Override
  public DType dtype(DType element) {
    return DType.I64;
  }
}
