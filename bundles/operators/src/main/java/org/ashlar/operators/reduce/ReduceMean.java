package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Reductions;
import org.ashlar.operators.create.Constants;
import org.ashlar.operators.pointwise.Div;

/// The mean of elements along axes: their sum over their number.
///
/// Takes floats; of nothing NaN.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record ReduceMean(List<Long> axes, boolean keepdims) implements Operator {
  public ReduceMean {
    axes = List.copyOf(axes);
  }

  public ReduceMean() {
    this(List.of(), false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return Reductions.infer(this, args, axes, keepdims);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    return Compose.of(
        name(),
        args,
        x -> {
          var sum = x.getFirst().graph().apply(new ReduceSum(axes, keepdims), x.getFirst());
          var count = Constants.size(sum.graph(), a.dtype(0), Reductions.count(a, axes));
          return sum.graph().apply(new Div(), sum, count);
        });
  }
}
