package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.ReductionOperator;

/// The place (`i64`) of the smallest element along an axis: the first NaN, else the first of the
/// smallest (ONNX `ArgMin`).
///
/// Takes numbers; whole numbers have no gradient.
public record ArgMin(long axis, boolean keepdims) implements ReductionOperator {
  public ArgMin() {
    this(-1, false);
  }

  @Override
  public List<Long> axes() {
    return List.of(axis);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.argmin(dtype);
  }

  @Override
  public List<Expr> body(Expr element, List<Axis> over) {
    return List.of(element, over.getFirst().index());
  }

  @Override
  public DType dtype(DType element) {
    return DType.I64;
  }
}
