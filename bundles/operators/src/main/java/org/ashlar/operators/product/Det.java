package org.ashlar.operators.product;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.gather.GatherElements;
import org.ashlar.operators.move.Slice;

/// The determinant of square matrices `x[…, n, n]` (ONNX `Det`).
///
/// Takes floats; narrow ones are computed in `f32`. Up to three rows it is the sum of signed
/// products; of more it is Gauss's elimination, which takes the largest element of a column as pivot
/// and has no gradient through a pivot of 0. Refused: sizes that differ, or are known at launch
/// only.
public record Det() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    int rank = a.rank(0);
    a.require(rank >= 2 && a.get(0).size(-1).equals(a.get(0).size(-2)), "takes square matrices")
        .require(Sizes.known(a.get(0).size(-1)).isPresent(), "the number of rows must be known");
    return List.of(new TensorType(a.dtype(0), new Shape(stack(a.get(0)))));
  }

  private static List<Expr> stack(TensorType matrices) {
    return matrices.shape().sizes().subList(0, matrices.rank() - 2);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    int rows = Math.toIntExact(Sizes.known(a.get(0).size(-1)).orElseThrow());
    var dtype = a.dtype(0);
    return Compose.of(
        name(),
        args,
        v -> {
          var wide = Build.cast(v.getFirst(), dtype.accumulator());
          return Build.cast(rows <= 3 ? expanded(wide, rows) : eliminated(wide, rows), dtype);
        });
  }

  private static Value expanded(Value x, int rows) {
    if (rows == 0) {
      return Build.fill(x.graph(), new TensorType(x.tensor().dtype(), new Shape(stack(x.tensor()))), 1);
    }
    if (rows == 1) {
      return at(x, 0, 0);
    }
    if (rows == 2) {
      return minor(x, 0, 1, 0, 1);
    }
    var first = Build.mul(at(x, 0, 0), minor(x, 1, 2, 1, 2));
    var second = Build.mul(at(x, 0, 1), minor(x, 1, 2, 0, 2));
    var third = Build.mul(at(x, 0, 2), minor(x, 1, 2, 0, 1));
    return Build.add(Build.sub(first, second), third);
  }

  /// The determinant of two rows and two columns.
  private static Value minor(Value x, int row, int below, int column, int right) {
    var down = Build.mul(at(x, row, column), at(x, below, right));
    return Build.sub(down, Build.mul(at(x, row, right), at(x, below, column)));
  }

  /// One element of each matrix.
  private static Value at(Value x, int row, int column) {
    return Build.reshape(part(x, row, 1, column, 1), new Shape(stack(x.tensor())));
  }

  private static Value part(Value x, int row, int rows, int column, int columns) {
    var type = x.tensor();
    var sizes = new java.util.ArrayList<>(stack(type));
    var starts = new java.util.ArrayList<Long>(java.util.Collections.nCopies(sizes.size(), 0L));
    sizes.addAll(List.of(Expr.of(rows), Expr.of(columns)));
    starts.addAll(List.of((long) row, (long) column));
    return Build.apply(new Slice(starts, new Shape(sizes), List.of()), x);
  }

  /// The product of the pivots, with a sign for each exchange of rows.
  private static Value eliminated(Value x, int rows) {
    var rest = x;
    var product = Build.fill(x.graph(), new TensorType(x.tensor().dtype(), new Shape(stack(x.tensor()))), 1);
    for (int left = rows; left > 1; left--) {
      var shape = new Shape(stack(x.tensor()));
      var place = Build.argmax(Build.reshape(Build.abs(part(rest, 0, left, 0, 1)), flat(shape, left)), -1);
      var stays = Build.equal(place, Build.scalar(place, 0));
      var wanted = Build.broadcast(Build.unsqueeze(Build.unsqueeze(place, shape.rank()), shape.rank()), row(shape, left));
      var pivot = Build.apply(new GatherElements(-2), rest, wanted);
      var others = part(rest, 1, left - 1, 0, left);
      var numbers = x.graph().apply(new Iota(DType.I64, Shape.of(left - 1, 1), 0));
      var isPivot = Build.equal(Build.add(numbers, 1), Build.unsqueeze(Build.unsqueeze(place, shape.rank()), shape.rank()));
      var exchanged = Build.where(isPivot, part(rest, 0, 1, 0, left), others);
      var corner = part(pivot, 0, 1, 0, 1);
      var none = Build.equal(corner, Build.scalar(corner, 0));
      var divisor = Build.where(none, Build.scalar(corner, 1), corner);
      var factor = Build.div(part(exchanged, 0, left - 1, 0, 1), divisor);
      rest = Build.sub(part(exchanged, 0, left - 1, 1, left - 1), Build.mul(factor, part(pivot, 0, 1, 1, left - 1)));
      var own = Build.reshape(corner, shape);
      product = Build.mul(product, Build.where(stays, own, Build.neg(own)));
    }
    return Build.mul(product, Build.reshape(rest, new Shape(stack(x.tensor()))));
  }

  private static Shape flat(Shape stack, int rows) {
    var sizes = new java.util.ArrayList<>(stack.sizes());
    sizes.add(Expr.of(rows));
    return new Shape(sizes);
  }

  private static Shape row(Shape stack, int columns) {
    var sizes = new java.util.ArrayList<>(stack.sizes());
    sizes.addAll(List.of(Expr.of(1), Expr.of(columns)));
    return new Shape(sizes);
  }
}
