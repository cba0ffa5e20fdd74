package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.reduce.ReduceMax;

/// The largest element over all dimensions after batch and channels, which stay with size 1: `y[n,
/// c] = max x[n, c, …]`.
///
/// Takes numbers. Of equal elements the first has the gradient. (ONNX operator GlobalMaxPool.)
public record GlobalMaxPool() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    return max(Arguments.of(this, args, 1).numbers()).infer(args);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return max(Arguments.of(this, args, 1)).meaning(args);
  }

  private static ReduceMax max(Arguments a) {
    return new ReduceMax(GlobalPool.axes(a), true);
  }
}
