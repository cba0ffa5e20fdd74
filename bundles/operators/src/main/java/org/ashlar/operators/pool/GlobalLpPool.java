package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.reduce.ReduceSum;

/// The p-norm over all dimensions after batch and channels, which stay with size 1: `y[n, c] = (Σ
/// |x[n, c, …]|ᵖ)^(1/p)`.
///
/// Takes floats. (ONNX operator GlobalLpPool.)
///
/// @param p the power, at least 1
public record GlobalLpPool(long p) implements Operator {
  public GlobalLpPool {
    if (p < 1) {
      throw new IllegalArgumentException("globallppool: the power must be at least 1: " + p);
    }
  }

  public GlobalLpPool() {
    this(2);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return sum(Arguments.of(this, args, 1).floats()).infer(args);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var plain = (Meaning.Indexed) sum(a).meaning(args);
    var element = plain.body().getFirst();
    var powers =
        new Meaning.Indexed(
            plain.result(),
            plain.over(),
            Reducer.sum(a.dtype(0)),
            List.<Expr>of(Norms.power(element, p)));
    var type = (TensorType) infer(args).getFirst();
    return Compose.of(
        name(),
        args,
        v -> Norms.root(v.getFirst().graph().apply(new Derived("powers", powers, type), v), p));
  }

  private static ReduceSum sum(Arguments a) {
    return new ReduceSum(GlobalPool.axes(a), true);
  }
}
