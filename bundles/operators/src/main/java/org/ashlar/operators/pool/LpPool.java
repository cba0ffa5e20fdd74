package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Padding;

/// The p-norm of the elements under a window that slides over the dimensions after batch and
/// channels: `y[n, c, o…] = (Σ |x[n, c, o·stride + k·dilation - pad, …]|ᵖ)^(1/p)`.
///
/// Takes floats, with one to three dimensions after batch and channels. (ONNX operator LpPool.)
///
/// @param p the power, at least 1
/// @param kernel the window's sizes, one to three
/// @param strides how far it moves; empty for 1
/// @param pads places added at each start, then at each end, as 0; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
/// @param padding whether the pads follow from the sizes instead
/// @param ceil whether the last window may hang over the end
public record LpPool(
    long p,
    List<Long> kernel,
    List<Long> strides,
    List<Long> pads,
    List<Long> dilations,
    Padding padding,
    boolean ceil)
    implements Operator {
  public LpPool {
    if (p < 1) {
      throw new IllegalArgumentException("lppool: the power must be at least 1: " + p);
    }
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public LpPool() {
    this(2, List.of(2L, 2L), List.of(2L, 2L), List.of(), List.of(), Padding.GIVEN, false);
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
    var powers = pool.combined(Reducer.sum(a.dtype(0)), Norms.power(element, p));
    return Compose.of(
        name(),
        args,
        v -> {
          var graph = v.getFirst().graph();
          return Norms.root(graph.apply(new Derived("powers", powers, pool.type()), v), p);
        });
  }

  private Pools pool(Arguments a) {
    return Pools.of(a, kernel, strides, pads, dilations, padding, ceil);
  }
}
