package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Padding;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;

/// The mean of the elements under a window that slides over the dimensions after batch and
/// channels: `y[n, c, o…] = Σ x[n, c, o·stride + k·dilation - pad, …] / count`.
///
/// Takes floats, with one to three dimensions after batch and channels. (ONNX operator
/// AveragePool.)
///
/// @param kernel the window's sizes, one to three
/// @param strides how far it moves; empty for 1
/// @param pads places added at each start, then at each end; empty for none
/// @param countPads whether added places count, as 0; otherwise the mean is of those inside. Never
///   counted is what a window that hangs over has beyond them
/// @param dilations the distance of neighbours in the window; empty for 1
/// @param padding whether the pads follow from the sizes instead
/// @param ceil whether the last window may hang over the end
public record AveragePool(
    List<Long> kernel,
    List<Long> strides,
    List<Long> pads,
    boolean countPads,
    List<Long> dilations,
    Padding padding,
    boolean ceil)
    implements Operator {
  public AveragePool {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public AveragePool() {
    this(List.of(2L, 2L), List.of(2L, 2L), List.of(), false);
  }

  public AveragePool(List<Long> kernel, List<Long> strides, List<Long> pads, boolean countPads) {
    this(kernel, strides, pads, countPads, List.of(), Padding.GIVEN, false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return List.of(pool(Arguments.of(this, args, 1).floats()).type());
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var pool = pool(a);
    var element = pool.element(Expr.of(a.dtype(0).accumulator(), 0));
    var sum = new Derived("sumpool", pool.combined(Reducer.sum(a.dtype(0)), element), pool.type());
    return Compose.of(
        name(),
        args,
        x -> {
          var total = Build.apply(sum, x.getFirst());
          return Build.div(total, count(total.graph(), pool));
        });
  }

  /// How many elements each window holds: one number where it is the same for all.
  private Value count(Graph graph, Pools pool) {
    var window = pool.window();
    var from = pool.a().get(0);
    boolean hasPads = window.pads().stream().anyMatch(p -> p > 0);
    if (!ceil && (countPads || !hasPads)) {
      return Build.size(graph, from.dtype(), Sizes.product(window.kernel()));
    }
    Expr product = Expr.of(1);
    for (int d = 0; d < window.rank(); d++) {
      long before = countPads ? window.pads().get(d) : 0;
      long after = countPads ? window.pads().get(window.rank() + d) : 0;
      var start = window.start(d, pool.result().get(d + 2));
      var end = Sizes.add(from.size(d + 2), after);
      product =
          Sizes.multiply(
              product,
              within(window.kernel().get(d), window.dilations().get(d), start, -before, end));
    }
    return graph.apply(
        new Derived(
            "window_size",
            Meaning.Indexed.of(pool.result(), product.cast(from.dtype())),
            pool.type()));
  }

  /// How many of `start + k · dilation`, `k < kernel`, lie in `low … end - 1`.
  private static Expr within(Expr kernel, long dilation, Expr start, long low, Expr end) {
    var round = dilation - 1;
    var first = Sizes.floorDiv(Sizes.add(Sizes.subtract(Expr.of(low), start), round), dilation);
    var last = Sizes.floorDiv(Sizes.add(Sizes.subtract(end, start), round), dilation);
    return Sizes.subtract(Sizes.min(last, kernel), Sizes.max(first, Expr.of(0)));
  }

  private Pools pool(Arguments a) {
    return Pools.of(a, kernel, strides, pads, dilations, padding, ceil);
  }
}
