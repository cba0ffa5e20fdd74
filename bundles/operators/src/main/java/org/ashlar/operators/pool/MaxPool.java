package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Codec;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Padding;

/// The largest element under a window that slides over the dimensions after batch and channels:
/// `y[n, c, o…] = max x[n, c, o·stride + k·dilation - pad, …]`.
///
/// Takes numbers, with one to three dimensions after batch and channels. Of equal elements the
/// first has the gradient. Where the elements lie says {@link ArgMaxPool}. (ONNX operator MaxPool,
/// its first result.)
///
/// @param kernel the window's sizes, one to three
/// @param strides how far it moves; empty for 1
/// @param pads places added at each start, then at each end, never chosen; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
/// @param padding whether the pads follow from the sizes instead
/// @param ceil whether the last window may hang over the end
public record MaxPool(
    List<Long> kernel,
    List<Long> strides,
    List<Long> pads,
    List<Long> dilations,
    Padding padding,
    boolean ceil)
    implements Operator {
  public MaxPool {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public MaxPool() {
    this(List.of(2L, 2L), List.of(2L, 2L), List.of(), List.of());
  }

  public MaxPool(List<Long> kernel, List<Long> strides, List<Long> pads, List<Long> dilations) {
    this(kernel, strides, pads, dilations, Padding.GIVEN, false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return List.of(pool(Arguments.of(this, args, 1).numbers()).type());
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var pool = pool(a);
    var least = new Expr.Const(a.dtype(0), Codec.least(a.dtype(0)));
    return pool.combined(Reducer.max(a.dtype(0)), pool.element(least));
  }

  private Pools pool(Arguments a) {
    return Pools.of(a, kernel, strides, pads, dilations, padding, ceil);
  }
}
