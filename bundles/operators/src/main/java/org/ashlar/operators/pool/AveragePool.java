package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;
import org.ashlar.operators.build.Build;

/// The mean of the elements under a window that slides over the dimensions after batch and
/// channels.
///
/// Takes floats. (ONNX operator AveragePool, without dilations.)
///
/// @param kernel the window's sizes, one to three
/// @param strides how far it moves; empty for 1
/// @param pads places added at each start, then at each end; empty for none
/// @param countPads whether places outside the argument count, as 0; otherwise the mean is of those
///   inside
public record AveragePool(List<Long> kernel, List<Long> strides, List<Long> pads, boolean countPads)
    implements Operator {
  public AveragePool {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
  }

  public AveragePool() {
    this(List.of(2L, 2L), List.of(2L, 2L), List.of(), false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return Pools.infer(Arguments.of(this, args, 1).floats(), kernel, strides, pads, List.of());
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var window = Pools.window(a, kernel, strides, pads, List.of());
    var result = (TensorType) infer(args).getFirst();
    var zero = Expr.of(a.dtype(0).accumulator(), 0);
    var sum =
        new Derived("sumpool", Pools.meaning(a, window, Reducer.sum(a.dtype(0)), zero), result);
    return Compose.of(
        name(),
        args,
        x -> {
          var total = Build.apply(sum, x.get(0));
          return Build.div(total, count(total.graph(), window, a.get(0), result));
        });
  }

  /// How many elements each window holds.
  private Value count(Graph graph, Window window, TensorType from, TensorType result) {
    if (countPads || window.pads().stream().allMatch(p -> p == 0)) {
      return Build.size(graph, from.dtype(), Sizes.product(window.kernel()));
    }
    var at = Sizes.indices("i", result.rank());
    Expr product = Expr.of(1);
    for (int d = 0; d < kernel.size(); d++) {
      var start =
          Sizes.add(Sizes.multiply(at.get(d + 2), window.strides().get(d)), -window.pads().get(d));
      var end = start.plus(window.kernel().get(d)).min(from.size(d + 2));
      product = Sizes.multiply(product, end.minus(start.max(Expr.of(0))));
    }
    var shape = new TensorType(from.dtype(), result.shape());
    return graph.apply(
        new Derived("window_size", Meaning.Indexed.of(at, product.cast(from.dtype())), shape));
  }
}
