package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.ReductionOperator;

/// The Euclidean length along axes, `√Σ x²` (ONNX `ReduceL2`); of nothing 0.
///
/// Takes floats. Squares are summed as they are: beyond `1.8e19` of `f32` they overflow. Gradient:
/// `x / y` of the result `y`, and 0 where all are 0.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record ReduceL2(List<Long> axes, boolean keepdims) implements ReductionOperator {
  public ReduceL2 {
    axes = List.copyOf(axes);
  }

  public ReduceL2() {
    this(List.of(), false);
  }

  @Override
  public void check(Arguments args) {
    args.floats();
  }

  @Override
  public Reducer by(DType dtype) {
    return Norms.sum("length", dtype, s -> Norms.flatAtZero(s, Expr::sqrt));
  }

  @Override
  public List<Expr> body(Expr element, List<Axis> over) {
    var x = Norms.wide(element);
    return List.of(x.times(x));
  }
}
