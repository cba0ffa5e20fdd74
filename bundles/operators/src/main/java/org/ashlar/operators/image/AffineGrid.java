package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The places that an affine map gives to the elements of an image, for {@link GridSample}: `y[n,
/// h, w, r] = θ[n, r, 0] · x(w) + θ[n, r, 1] · y(h) + θ[n, r, 2]`, where `x` and `y` go from -1 to
/// 1.
///
/// Takes floats: `θ[n, 2, 3]` for an image, `θ[n, 3, 4]` for a volume, whose third place is that of
/// its first dimension. (ONNX operator AffineGrid.)
///
/// @param sizes of the image, after batch and channels
/// @param corners whether -1 and 1 are the centres of the outermost elements, instead of their
///   edges
public record AffineGrid(List<Long> sizes, boolean corners) implements Operator {
  public AffineGrid {
    sizes = List.copyOf(sizes);
  }

  public AffineGrid() {
    this(List.of(2L, 2L), false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    int n = sizes.size();
    a.require(n == 2 || n == 3, "needs two or three sizes, not " + sizes)
        .require(sizes.stream().allMatch(s -> s > 0), "sizes must be positive, not " + sizes)
        .require(
            a.rank(0) == 3 && Sizes.is(a.get(0).size(1), n) && Sizes.is(a.get(0).size(2), n + 1),
            "needs a map of " + n + " rows and " + (n + 1) + " columns for each image");
    var shape = new ArrayList<Expr>(List.of(a.get(0).size(0)));
    sizes.forEach(size -> shape.add(Expr.of(size)));
    shape.add(Expr.of(n));
    return List.of(new TensorType(a.dtype(0), new Shape(shape)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    int n = sizes.size();
    var wide = a.dtype(0).accumulator();
    var result = Sizes.indices("i", n + 2);
    var k = Axis.of("k", n + 1);
    // the last column is added; the first ones meet the dimensions from the last
    Expr factor = Expr.of(wide, 1);
    for (int d = 0; d < n; d++) {
      factor =
          k.index()
              .eq(Expr.of(n - 1 - d))
              .select(place(result.get(d + 1), sizes.get(d), wide), factor);
    }
    var theta = a.read(0, result.getFirst(), result.getLast(), k.index());
    return new Meaning.Indexed(
        result, List.of(k), Reducer.sum(a.dtype(0)), List.of(theta.cast(wide).times(factor)));
  }

  /// From -1 to 1: `(2i + 1 - size) / size`, or `(2i + 1 - size) / (size - 1)` between corners.
  private Expr place(Expr i, long size, DType dtype) {
    var twice = Sizes.add(Sizes.multiply(i, 2), 1 - size);
    return twice.cast(dtype).over(corners ? Math.max(1, size - 1) : size);
  }
}
