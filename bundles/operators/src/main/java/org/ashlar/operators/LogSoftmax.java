package org.ashlar.operators;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;

/// The logarithm of {@link Softmax}: `z - log Σ e^z` with `z = x - max x`.
///
/// Takes floats. It is finite where the share itself underflows to 0.
public record LogSoftmax(long axis) implements Operator {
  public LogSoftmax() {
    this(-1);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    a.axis(axis, a.rank(0));
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(name(), args, a -> {
      var z = Softmax.shifted(a.get(0), axis);
      var sum = Build.apply(new ReduceSum(List.of(axis), true), Build.exp(z));
      return Build.sub(z, Build.log(sum));
    });
  }
}
