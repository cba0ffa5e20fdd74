package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Reductions;
import org.ashlar.operators.create.Constants;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.IsFinite;
import org.ashlar.operators.pointwise.Log;
import org.ashlar.operators.pointwise.StopGradient;
import org.ashlar.operators.pointwise.Sub;
import org.ashlar.operators.pointwise.Where;

/// The logarithm of the sum of powers along axes, `log Σ e^x = m + log Σ e^(x - m)` with `m = max
/// x` (ONNX `ReduceLogSumExp`), which overflows for no `x`; of nothing -inf.
///
/// Takes floats. Gradient: the softmax of `x`.
///
/// @param axes negative from the last; empty for all
/// @param keepdims whether a combined dimension stays, with size 1
public record ReduceLogSumExp(List<Long> axes, boolean keepdims) implements Operator {
  public ReduceLogSumExp {
    axes = List.copyOf(axes);
  }

  public ReduceLogSumExp() {
    this(List.of(), false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return Reductions.infer(this, args, axes, keepdims);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        x -> {
          var graph = x.getFirst().graph();
          var zero = Constants.fill(graph, new TensorType(dtype(args), Shape.of()), 0);
          var largest = graph.apply(new ReduceMax(axes, true), x.getFirst());
          // an infinite one is not taken off: the difference would be no number
          var finite = graph.apply(new IsFinite(), largest);
          var shift =
              graph.apply(new StopGradient(), graph.apply(new Where(), finite, largest, zero));
          var powers = graph.apply(new Exp(), graph.apply(new Sub(), x.getFirst(), shift));
          var sum = graph.apply(new ReduceSum(axes, keepdims), powers);
          var logarithm = graph.apply(new Log(), sum);
          var back = graph.apply(new Reshape(sum.tensor().shape()), shift);
          return graph.apply(new Add(), logarithm, back);
        });
  }

  private DType dtype(List<Type> args) {
    return Arguments.of(this, args, 1).dtype(0);
  }
}
