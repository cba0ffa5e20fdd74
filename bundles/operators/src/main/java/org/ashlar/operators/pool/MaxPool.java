package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Codec;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;

/// The largest element under a window that slides over the dimensions after batch and channels.
///
/// Takes numbers. Of equal elements the first has the gradient. (ONNX operator MaxPool, without
/// places as a result.)
///
/// @param kernel the window's sizes, one to three
/// @param strides how far it moves; empty for 1
/// @param pads places added at each start, then at each end, never chosen; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
public record MaxPool(List<Long> kernel, List<Long> strides, List<Long> pads, List<Long> dilations)
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

  @Override
  public List<Type> infer(List<Type> args) {
    return Pools.infer(Arguments.of(this, args, 1).numbers(), kernel, strides, pads, dilations);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var outside = new Expr.Const(a.dtype(0), Codec.least(a.dtype(0)));
    return Pools.meaning(
        a, Pools.window(a, kernel, strides, pads, dilations), Reducer.max(a.dtype(0)), outside);
  }
}
