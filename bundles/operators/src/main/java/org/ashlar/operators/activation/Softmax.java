package org.ashlar.operators.activation;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.AlongAxisOperator;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceSum;

/// Shares that sum to 1 along an axis: `e^(x - m) / Σ e^(x - m)` with `m = max x`, which cancels
/// and keeps the powers in range.
///
/// Takes floats. A row of equal numbers gives equal shares, also where the numbers are large.
public record Softmax(long axis) implements AlongAxisOperator {
  public Softmax() {
    this(-1);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        a -> {
          var powers = Build.exp(shifted(a.get(0), axis));
          return Build.div(powers, Build.apply(new ReduceSum(List.of(axis), true), powers));
        });
  }

  /// `y · (dy - Σ dy · y)`: one sum, where the parts of the meaning would need several.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var weighted = Build.apply(new ReduceSum(List.of(axis), true), Build.mul(dy.getFirst(), call));
    return Optional.of(List.of(Build.mul(call, Build.sub(dy.getFirst(), weighted))));
  }

  /// `x - max x`; the maximum is a constant to derivatives, for it cancels.
  static Value shifted(Value x, long axis) {
    var largest = Build.apply(new ReduceMax(List.of(axis), true), x);
    return Build.sub(x, Build.stopGradient(largest));
  }
}
