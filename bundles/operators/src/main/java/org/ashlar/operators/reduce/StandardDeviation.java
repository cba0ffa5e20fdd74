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
import org.ashlar.operators.pointwise.Equal;
import org.ashlar.operators.pointwise.Sqrt;
import org.ashlar.operators.pointwise.Where;

/// The standard deviation along axes: the square root of {@link Variance}.
///
/// Takes floats. The gradient where all elements are equal is 0.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
/// @param correction as of {@link Variance}
public record StandardDeviation(List<Long> axes, boolean keepdims, double correction)
    implements Operator {
  public StandardDeviation {
    axes = List.copyOf(axes);
  }

  public StandardDeviation() {
    this(List.of(), false, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return Reductions.infer(this, args, axes, keepdims);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var dtype = Arguments.of(this, args, 1).dtype(0);
    return Compose.of(
        name(),
        args,
        x -> {
          var graph = x.getFirst().graph();
          var scalar = new TensorType(dtype, Shape.of());
          var zero = Constants.fill(graph, scalar, 0);
          var variance = graph.apply(new Variance(axes, keepdims, correction), x.getFirst());
          // the root is taken of 1 where it has no slope, and not chosen there
          var none = graph.apply(new Equal(), variance, zero);
          var one = Constants.fill(graph, scalar, 1);
          var root = graph.apply(new Sqrt(), graph.apply(new Where(), none, one, variance));
          return graph.apply(new Where(), none, zero, root);
        });
  }
}
