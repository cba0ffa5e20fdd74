package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.reduce.ReduceMean;

/// The mean over all dimensions after batch and channels, which stay with size 1: `y[n, c] = Σ x[n,
/// c, …] / count`.
///
/// Takes floats. (ONNX operator GlobalAveragePool.)
public record GlobalAveragePool() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    return mean(Arguments.of(this, args, 1).floats()).infer(args);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return mean(Arguments.of(this, args, 1)).meaning(args);
  }

  private static ReduceMean mean(Arguments a) {
    return new ReduceMean(GlobalPool.axes(a), true);
  }
}
