package org.ashlar.operators.activation;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.AlongAxisOperator;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceSum;

/// The logarithm of {@link Softmax}: `z - log Σ e^z` with `z = x - max x`.
///
/// Takes floats. It is finite where the share itself underflows to 0.
public record LogSoftmax(long axis) implements AlongAxisOperator {
  public LogSoftmax() {
    this(-1);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        a -> {
          var z = Softmax.shifted(a.get(0), axis);
          var sum = Build.apply(new ReduceSum(List.of(axis), true), Build.exp(z));
          return Build.sub(z, Build.log(sum));
        });
  }

  /// `dy - e^y · Σ dy`: one sum, where the parts of the meaning would need several.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var sum = Build.apply(new ReduceSum(List.of(axis), true), dy.getFirst());
    return Optional.of(List.of(Build.sub(dy.getFirst(), Build.mul(Build.exp(call), sum))));
  }
}
