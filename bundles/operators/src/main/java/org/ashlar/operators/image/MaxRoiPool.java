package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The largest elements of the cells of regions: region `[start, end]` of a dimension, rounded to
/// whole places, is cut into cells, cell `j` of `m` from `⌊j · size / m⌋` to before `⌈(j + 1) ·
/// size / m⌉` (Girshick 2015, arXiv:1504.08083).
///
/// Arguments: `x[n, c, h, w]`, and regions `[m, 5]` of its dtype as the number of the image, left,
/// top, right, bottom, both ends included. The result is `[m, c, height, width]`; a cell outside
/// the image is 0. (ONNX operator MaxRoiPool.)
///
/// @param scale of the regions' numbers to places of the image
public record MaxRoiPool(long height, long width, double scale) implements Operator {
  public MaxRoiPool {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "maxroipool: height and width must be positive: " + height + ", " + width);
    }
  }

  public MaxRoiPool() {
    this(1, 1, 1);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    Regions.check(a, 5);
    var shape = List.<Expr>of(a.get(1).size(0), a.get(0).size(1), Expr.of(height), Expr.of(width));
    return List.of(new TensorType(a.dtype(0), new Shape(shape)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var i = Sizes.indices("i", 4);
    var over = List.of(Axis.of("ky", a.get(0).size(2)), Axis.of("kx", a.get(0).size(3)));
    var inside = new ArrayList<Expr>();
    var empty = new ArrayList<Expr>();
    for (int d = 0; d < 2; d++) {
      var place = over.get(d).index();
      var first = side(a, i.get(0), 2 - d);
      var last = side(a, i.get(0), 4 - d);
      var size = last.minus(first).plus(Expr.of(1)).max(Expr.of(1));
      var cells = Expr.of(d == 0 ? height : width);
      Expr cell = i.get(d + 2);
      var start = first.plus(cell.times(size).floorDiv(cells)).max(Expr.of(0));
      var next = cell.plus(Expr.of(1)).times(size).plus(cells.minus(Expr.of(1)));
      var end = first.plus(next.floorDiv(cells)).min(a.get(0).size(d + 2));
      inside.add(start.le(place).and(place.lt(end)));
      empty.add(end.le(start));
    }
    var image = a.read(1, i.get(0), Expr.of(0)).cast(DType.I64);
    var element = a.read(0, image, i.get(1), over.get(0).index(), over.get(1).index());
    var least = new Expr.Const(a.dtype(0), Codec.least(a.dtype(0)));
    var within = inside.get(0).and(inside.get(1)).select(element, least);
    var body = empty.get(0).or(empty.get(1)).select(Expr.of(a.dtype(0), 0), within);
    return new Meaning.Indexed(i, over, Reducer.max(a.dtype(0)), List.of(body));
  }

  /// An end of a region as a whole place; halves go up.
  private Expr side(Arguments a, Expr region, int column) {
    var wide = a.dtype(1).accumulator();
    var place = a.read(1, region, Expr.of(column)).cast(wide).times(scale).plus(0.5);
    return new Expr.Unary(Op1.FLOOR, place).cast(DType.I64);
  }
}
