package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Padding;
import org.ashlar.operators.Sizes;

/// The places (`i64`) of the elements that {@link MaxPool} chooses, counted over the whole
/// argument: the first NaN under the window, else the first of the largest.
///
/// Takes numbers; whole numbers have no gradient. (ONNX operator MaxPool, its second result.)
///
/// @param kernel the window's sizes, one to three
/// @param strides how far it moves; empty for 1
/// @param pads places added at each start, then at each end, never chosen; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
/// @param padding whether the pads follow from the sizes instead
/// @param ceil whether the last window may hang over the end
/// @param columns whether the dimensions after the channels are counted first one fastest (as in
///   Fortran), instead of last one fastest
public record ArgMaxPool(
    List<Long> kernel,
    List<Long> strides,
    List<Long> pads,
    List<Long> dilations,
    Padding padding,
    boolean ceil,
    boolean columns)
    implements Operator {
  public ArgMaxPool {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public ArgMaxPool() {
    this(List.of(2L, 2L), List.of(2L, 2L), List.of(), List.of(), Padding.GIVEN, false, false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var shape = pool(Arguments.of(this, args, 1).numbers()).shape();
    return List.of(new TensorType(DType.I64, shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var pool = pool(a);
    var least = new Expr.Const(a.dtype(0), Codec.least(a.dtype(0)));
    Expr place = Expr.of(0);
    for (int d = 0; d < a.rank(0); d++) {
      place = Sizes.add(Sizes.multiply(place, a.get(0).size(d)), pool.at().get(d));
    }
    var rows =
        pool.combined(
            Reducer.argmax(a.dtype(0)),
            pool.element(least),
            pool.inside(place, Expr.of(Long.MAX_VALUE)));
    if (!columns) {
      return rows;
    }
    var type = new TensorType(DType.I64, pool.shape());
    return Compose.of(
        name(),
        args,
        v -> {
          var graph = v.getFirst().graph();
          var counted = graph.apply(new Derived("argmaxpool", rows, type), v);
          return graph.apply(new Derived("columns", columns(a), type), counted);
        });
  }

  /// The same place counted with the first dimension fastest.
  private static Meaning columns(Arguments a) {
    Expr rest = Arguments.of(new ArgMaxPool(), List.of(TensorType.of(DType.I64)), 1).read(0);
    Expr place = Expr.of(0);
    for (int d = a.rank(0) - 1; d >= 2; d--) {
      var size = a.get(0).size(d);
      // digits come last dimension first, and the first dimension counts least
      place = place.times(size).plus(rest.floorMod(size));
      rest = rest.floorDiv(size);
    }
    var image = Sizes.product(Pools.spatial(a));
    return new Meaning.Pointwise(rest.times(image).plus(place));
  }

  private Pools pool(Arguments a) {
    return Pools.of(a, kernel, strides, pads, dilations, padding, ceil);
  }
}
