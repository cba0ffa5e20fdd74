package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceSum;

/// The gradient of a pointwise operator: the growth of its body, summed where the argument was
/// broadcast.
record PointwiseGradient(Call call, Meaning.Pointwise meaning) {
  /// The gradient of an argument; empty where the body does not depend on it.
  Optional<Value> of(int position) {
    var dy = call.dy(List.of());
    var part =
        Tangent.of(
            meaning.body(), e -> e instanceof Expr.Read(Operand(int p, _), _) && p == position, dy);
    return part.map(body -> gradient(body, position));
  }

  private Value gradient(Expr part, int position) {
    var arg = call.arg(position);
    var repeated = repeated(arg);
    if (part.equals(call.dy(List.of())) && part.dtype() == arg.dtype()) {
      var axes = repeated.stream().map(d -> (long) d).toList();
      var dy = call.dy();
      return Build.reshape(
          axes.isEmpty() ? dy : Build.apply(new ReduceSum(axes, false), dy), arg.shape());
    }
    if (repeated.isEmpty() && arg.rank() == call.result().rank()) {
      return call.derive(new Meaning.Pointwise(part.cast(arg.dtype())), arg);
    }
    return call.derive(summed(part, arg, repeated), arg);
  }

  /// The result's dimensions along which the argument was repeated.
  private List<Integer> repeated(TensorType arg) {
    int added = call.result().rank() - arg.rank();
    var repeated = new ArrayList<Integer>();
    for (int d = 0; d < call.result().rank(); d++) {
      if (d < added || !arg.size(d - added).equals(call.result().size(d))) {
        repeated.add(d);
      }
    }
    return repeated;
  }

  /// One sum over all repeated dimensions, the body inside: nothing of the whole shape is stored.
  private Meaning.Indexed summed(Expr part, TensorType arg, List<Integer> repeated) {
    int added = call.result().rank() - arg.rank();
    var to = Sizes.indices("to", arg.rank());
    var at = new ArrayList<Index>();
    var over = new ArrayList<Axis>();
    for (int d = 0; d < call.result().rank(); d++) {
      if (repeated.contains(d)) {
        var axis = Axis.of("over" + d, call.result().size(d));
        over.add(axis);
        at.add(axis.index());
      } else {
        at.add(to.get(d - added));
      }
    }
    var body = placed(part.cast(arg.dtype().accumulator()), at);
    var by = over.isEmpty() ? Reducer.none(arg.dtype()) : Reducer.sum(arg.dtype());
    return new Meaning.Indexed(to, over, by, List.of(body.cast(by.states().getFirst())));
  }

  /// The pointwise body with the places that its reads mean.
  private Expr placed(Expr body, List<Index> at) {
    return Rewrite.map(
        body,
        e -> {
          if (!(e instanceof Expr.Read(Operand of, _))) {
            return e;
          }
          boolean isArgument = of.position() < call.value().args().size();
          var shape = isArgument ? call.arg(of.position()).shape() : call.result().shape();
          return new Expr.Read(of, Sizes.places(shape, at));
        });
  }
}
