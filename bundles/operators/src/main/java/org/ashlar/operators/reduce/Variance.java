package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Reductions;
import org.ashlar.operators.create.Constants;
import org.ashlar.operators.pointwise.Div;
import org.ashlar.operators.pointwise.Sub;

/// The variance along axes, `Σ (x - μ)² / (n - correction)` with the mean `μ`; in two passes, so
/// that a large mean costs no digits.
///
/// Takes floats; of fewer than `correction` elements infinite or NaN.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
/// @param correction 0 for that of the elements themselves, 1 for the unbiased guess at that of a
///   population of which they are a sample
public record Variance(List<Long> axes, boolean keepdims, double correction) implements Operator {
  public Variance {
    axes = List.copyOf(axes);
  }

  public Variance() {
    this(List.of(), false, 0);
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
          var graph = x.getFirst().graph();
          var mean = graph.apply(new ReduceMean(axes, true), x.getFirst());
          var centred = graph.apply(new Sub(), x.getFirst(), mean);
          var squares = graph.apply(new ReduceSumSquare(axes, keepdims), centred);
          var count = Constants.size(graph, a.dtype(0), Reductions.count(a, axes));
          var less = Constants.fill(graph, new TensorType(a.dtype(0), Shape.of()), correction);
          return graph.apply(
              new Div(), squares, correction == 0 ? count : graph.apply(new Sub(), count, less));
        });
  }
}
