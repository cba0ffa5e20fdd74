package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.ReductionOperator;

/// The sum of magnitudes along axes, `Σ |x|` (ONNX `ReduceL1`); of nothing 0.
///
/// Takes numbers.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record ReduceL1(List<Long> axes, boolean keepdims) implements ReductionOperator {
  public ReduceL1 {
    axes = List.copyOf(axes);
  }

  public ReduceL1() {
    this(List.of(), false);
  }

  @Override
  public Reducer by(DType dtype) {
    return Reducer.sum(dtype);
  }

  @Override
  public List<Expr> body(Expr element, List<Axis> over) {
    return List.of(Norms.wide(element).abs());
  }
}
