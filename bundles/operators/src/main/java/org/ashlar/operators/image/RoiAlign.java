package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
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

/// Regions of images brought to one size: each is cut into `height · width` cells, and a cell is
/// the mean (or the largest) of samples spread evenly over it, each interpolated between its four
/// neighbours (He and others 2017, arXiv:1703.06870).
///
/// Arguments: `x[n, c, h, w]`, regions `[m, 4]` as left, top, right, bottom, and for each region
/// the image that it lies in, whole numbers `[m]`. The result is `[m, c, height, width]`, of the
/// dtype of `x`. A sample further than one place outside the image is 0; with `largest` the four
/// weighted neighbours are compared, not added, as ONNX has it. Without a number of samples there
/// are as many along a cell as it covers places; a region larger than its image has as many as the
/// image. (ONNX operator RoiAlign.)
///
/// @param scale of the regions' numbers to places of the image
/// @param samples along each dimension of a cell; 0 for as many as it covers places
/// @param halfPixel whether places are those of the elements' centres: half a place is taken off;
///   otherwise a region covers at least one place
/// @param largest whether a cell is the largest sample instead of the mean
public record RoiAlign(
    long height, long width, double scale, long samples, boolean halfPixel, boolean largest)
    implements Operator {
  public RoiAlign {
    if (height < 1 || width < 1 || samples < 0) {
      throw new IllegalArgumentException(
          "roialign: height and width must be positive, samples not negative: "
              + height
              + ", "
              + width
              + ", "
              + samples);
    }
  }

  public RoiAlign() {
    this(1, 1, 1, 0, true, false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    Regions.check(a, 4);
    a.require(
        a.dtype(2).isInteger() && a.rank(2) == 1 && a.get(2).size(0).equals(a.get(1).size(0)),
        "each region needs the number of its image");
    var shape = List.<Expr>of(a.get(1).size(0), a.get(0).size(1), Expr.of(height), Expr.of(width));
    return List.of(new TensorType(a.dtype(0), new Shape(shape)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    var wide = a.dtype(0).accumulator();
    var i = Sizes.indices("i", 4);
    var image = a.read(2, i.get(0)).cast(DType.I64);
    var y = new Side(a, "y", 1, a.get(0).size(2), height, i.get(2), wide);
    var x = new Side(a, "x", 0, a.get(0).size(3), width, i.get(3), wide);
    var over = List.of(Axis.of("ky", y.most()), Axis.of("kx", x.most()));
    var terms = new ArrayList<Expr>();
    for (int v = 0; v < 2; v++) {
      for (int u = 0; u < 2; u++) {
        var element = a.read(0, image, i.get(1), y.neighbour(v), x.neighbour(u)).cast(wide);
        terms.add(element.times(y.share(v).times(x.share(u))));
      }
    }
    var zero = Expr.of(wide, 0);
    var sample = terms.stream().reduce(largest ? Expr::max : Expr::plus).orElseThrow();
    var inside = y.isNear().and(x.isNear()).select(sample, zero);
    var ky = over.get(0).index();
    var kx = over.get(1).index();
    var named = x.named(kx, i.get(0), y.named(ky, i.get(0), inside));
    var counts = ky.cast(wide).lt(y.count()).and(kx.cast(wide).lt(x.count()));
    Expr term;
    if (largest) {
      var none = y.count().le(zero).or(x.count().le(zero));
      var least = new Expr.Const(wide, Codec.least(wide));
      term = none.select(zero, counts.select(named, least));
    } else {
      var many = y.count().times(x.count()).max(Expr.of(wide, 1));
      term = counts.select(named.over(many), zero);
    }
    term = x.region(i.get(0), y.region(i.get(0), term));
    var by = largest ? max(a.dtype(0), wide) : Reducer.sum(a.dtype(0));
    return new Meaning.Indexed(i, over, by, List.of(term));
  }

  /// The largest in the wider dtype, rounded once.
  private static Reducer max(DType dtype, DType wide) {
    var plain = Reducer.max(wide);
    return new Reducer(
        plain.name(), plain.identity(), plain.merge(), Reducer.so(0, wide).cast(dtype));
  }

  /// One of the two dimensions of a region. Its numbers have names: `s` the start, `e` the size,
  /// `n` the samples along a cell, `p` the place of a sample.
  private final class Side {
    private final Arguments a;
    private final String letter;
    private final int column;
    private final Expr size;
    private final long cells;
    private final Expr cell;
    private final DType wide;

    Side(Arguments a, String letter, int column, Expr size, long cells, Expr cell, DType wide) {
      this.a = a;
      this.letter = letter;
      this.column = column;
      this.size = size;
      this.cells = cells;
      this.cell = cell;
      this.wide = wide;
    }

    private Local local(String of) {
      return new Local(of + letter, wide);
    }

    Expr count() {
      return local("n");
    }

    /// The most samples that are looked at.
    Expr most() {
      return samples > 0 ? Expr.of(samples) : Sizes.floorDiv(Sizes.add(size, cells - 1), cells);
    }

    /// Names the region's numbers around a body.
    Expr region(Expr region, Expr body) {
      var shift = halfPixel ? 0.5 : 0;
      var start = side(region, column).minus(shift);
      var length = side(region, column + 2).minus(shift).minus(local("s"));
      var least = halfPixel ? length : length.max(Expr.of(wide, 1));
      var many =
          samples > 0
              ? Expr.of(wide, samples)
              : new Expr.Unary(Op1.CEIL, local("e").over(cells)).min(most().cast(wide));
      return new Expr.Let(
          local("s"), start, new Expr.Let(local("e"), least, new Expr.Let(local("n"), many, body)));
    }

    private Expr side(Expr region, int at) {
      return a.read(1, region, Expr.of(at)).cast(wide).times(scale);
    }

    /// Names the place of a sample around a body.
    Expr named(Expr sample, Expr region, Expr body) {
      var extent = local("e").over(cells);
      var within = sample.cast(wide).plus(0.5).times(extent).over(local("n"));
      var place = local("s").plus(cell.cast(wide).times(extent)).plus(within);
      return new Expr.Let(local("p"), place, body);
    }

    Expr isNear() {
      return Expr.of(wide, -1).le(local("p")).and(local("p").le(size.cast(wide)));
    }

    /// The place within the image.
    private Expr clamped() {
      return local("p").max(Expr.of(wide, 0)).min(size.minus(Expr.of(1)).cast(wide));
    }

    /// The element before the place, or the one after it.
    Expr neighbour(int which) {
      var before = new Expr.Unary(Op1.FLOOR, clamped()).cast(DType.I64);
      return which == 0 ? before : Sizes.min(before.plus(Expr.of(1)), Sizes.add(size, -1));
    }

    Expr share(int which) {
      var rest = clamped().minus(new Expr.Unary(Op1.FLOOR, clamped()));
      return which == 0 ? Expr.of(wide, 1).minus(rest) : rest;
    }
  }
}
