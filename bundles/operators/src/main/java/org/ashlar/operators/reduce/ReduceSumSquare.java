package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.ReductionOperator;

/// The sum of squares along axes, `Σ x²` (ONNX `ReduceSumSquare`); of nothing 0.
///
/// Takes numbers; narrow floats are squared and summed in `f32` and rounded once, integers wrap.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record ReduceSumSquare(List<Long> axes, boolean keepdims) implements ReductionOperator {
  public ReduceSumSquare {
    axes = List.copyOf(axes);
  }

  public ReduceSumSquare() {
    this(List.of(), false);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.sum(dtype);
  }

  @Override
  public List<Expr> body(Expr element, List<Axis> over) {
    var x = Norms.wide(element);
    return List.of(x.times(x));
  }
}
