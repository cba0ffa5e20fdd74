package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// An image read at places that the second argument tells: `y[n, c, o…] = Σₖ x[n, c, ⌊p⌋ + k] ·
/// weight(p - ⌊p⌋ - k)` with the places `p` at `grid[n, o…]`.
///
/// Arguments: `x[n, c, size…]` with two or three dimensions after the channels, and `grid[n, o…, 2
/// or 3]`, whose last dimension has the place in the last dimension of the image first; -1 and 1
/// are the image's ends. Takes floats. Halfway, the nearest element is the even one. The cubic's
/// coefficient is -0.75. (ONNX operator GridSample; Jaderberg and others 2015, arXiv:1506.02025.)
///
/// @param corners whether -1 and 1 are the centres of the outermost elements, instead of their
///   edges
public record GridSample(Interpolation mode, Outside outside, boolean corners) implements Operator {
  private static final double CUBIC = -0.75;

  public GridSample() {
    this(Interpolation.LINEAR, Outside.ZEROS, false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2).floats();
    int rank = a.rank(0);
    a.require(rank == 4 || rank == 5, "takes two or three dimensions after batch and channels")
        .require(a.rank(1) == rank, "ranks differ")
        .require(a.get(0).size(0).equals(a.get(1).size(0)), "batches differ")
        .require(Sizes.is(a.get(1).size(-1), rank - 2), "a place needs " + (rank - 2) + " numbers");
    var sizes = new ArrayList<>(a.get(0).shape().sizes().subList(0, 2));
    sizes.addAll(a.get(1).shape().sizes().subList(1, rank - 1));
    return List.of(new TensorType(a.dtype(0), new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var wide = a.dtype(0) == DType.F64 || a.dtype(1) == DType.F64 ? DType.F64 : DType.F32;
    var result = Sizes.indices("i", a.rank(0));
    var places = new ArrayList<Local>();
    for (int d = 0; d < a.rank(0) - 2; d++) {
      places.add(new Local("p" + d, wide));
    }
    var around = Neighbours.of(mode, CUBIC, places);
    var at = new ArrayList<Expr>(result.subList(0, 2));
    var guard = new Window.Guard();
    for (int d = 0; d < places.size(); d++) {
      var size = a.get(0).size(d + 2);
      at.add(outside.element(around.elements().get(d), size, corners));
      guard.inside(at.getLast(), size, outside == Outside.ZEROS, outside == Outside.ZEROS);
    }
    var read = a.read(0, at);
    Expr term =
        mode == Interpolation.NEAREST
            ? guard.select(read, Expr.of(read.dtype(), 0))
            : guard.select(read.cast(wide).times(around.weight()), Expr.of(wide, 0));
    for (int d = a.rank(0) - 3; d >= 0; d--) {
      term = new Expr.Let(new Local("p" + d, wide), place(a, result, d, wide), term);
    }
    return mode == Interpolation.NEAREST
        ? Meaning.Indexed.of(result, term)
        : new Meaning.Indexed(result, around.over(), sum(a.dtype(0), wide), List.of(term));
  }

  /// The sum in the wider of the arguments' accumulators.
  private static Reducer sum(DType dtype, DType wide) {
    return dtype.accumulator() == wide
        ? Reducer.sum(dtype)
        : new Reducer(
            "sum",
            List.of(Expr.of(wide, 0)),
            List.of(Reducer.so(0, wide).plus(Reducer.more(0, wide))),
            Reducer.so(0, wide).cast(dtype));
  }

  /// Where a dimension of the image is read.
  private Expr place(Arguments a, List<Index> result, int dimension, DType wide) {
    int n = a.rank(0) - 2;
    var from = new ArrayList<Expr>(List.of(result.getFirst()));
    from.addAll(result.subList(2, result.size()));
    from.add(Expr.of(n - 1 - dimension));
    var said = a.read(1, from).cast(wide).plus(1);
    var size = a.get(0).size(dimension + 2).cast(wide);
    var place = corners ? said.over(2).times(size.minus(1)) : said.times(size).minus(1).over(2);
    return outside.place(
        mode == Interpolation.NEAREST ? new Expr.Unary(Op1.ROUND, place) : place, size, corners);
  }
}
