package org.ashlar.operators.product;

import java.util.ArrayList;
import java.util.Collections;
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
/// products; of more it is Gauss's elimination, which takes the largest element of a column as
/// pivot: the gradient of a matrix whose rows depend on one another is then not that of the sum.
/// Refused: sizes that differ, or are known at launch only.
public record Det() implements Operator {
  private static final int EXPANDED = 3;

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    int rank = a.rank(0);
    a.require(rank >= 2 && a.get(0).size(-1).equals(a.get(0).size(-2)), "takes square matrices")
        .require(Sizes.known(a.get(0).size(-1)).isPresent(), "the number of rows must be known");
    return List.of(new TensorType(a.dtype(0), stack(a.get(0))));
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
          return Build.cast(
              rows <= EXPANDED ? expanded(wide, rows) : eliminated(wide, rows), dtype);
        });
  }

  // ── the sum of signed products ──

  private static Value expanded(Value x, int rows) {
    return switch (rows) {
      case 0 -> ones(x);
      case 1 -> at(x, 0, 0);
      case 2 -> minor(x, 0, 0, 1);
      default -> {
        var first = Build.mul(at(x, 0, 0), minor(x, 1, 1, 2));
        var second = Build.mul(at(x, 0, 1), minor(x, 1, 0, 2));
        var third = Build.mul(at(x, 0, 2), minor(x, 1, 0, 1));
        yield Build.add(Build.sub(first, second), third);
      }
    };
  }

  /// The determinant of this row and the next, in two columns.
  private static Value minor(Value x, int row, int left, int right) {
    var down = Build.mul(at(x, row, left), at(x, row + 1, right));
    return Build.sub(down, Build.mul(at(x, row, right), at(x, row + 1, left)));
  }

  // ── elimination ──

  /// The product of the pivots, with a sign for each exchange of rows.
  private static Value eliminated(Value x, int rows) {
    var product = ones(x);
    var rest = x;
    for (int left = rows; left > 1; left--) {
      var stack = stack(x.tensor());
      var column = Build.reshape(part(rest, 0, left, 0, 1), with(stack, left));
      var place = Build.reshape(Build.argmax(Build.abs(column), -1), with(stack, 1, 1));
      var pivots =
          Build.apply(new GatherElements(-2), rest, Build.broadcast(place, with(stack, 1, left)));
      // the first row takes the place of the one with the pivot
      var numbers = x.graph().apply(new Iota(DType.I64, Shape.of(left - 1, 1), 0));
      var isExchanged = Build.equal(Build.add(numbers, 1), place);
      var others =
          Build.where(isExchanged, part(rest, 0, 1, 0, left), part(rest, 1, left - 1, 0, left));
      var pivot = part(pivots, 0, 1, 0, 1);
      var divisor =
          Build.where(Build.equal(pivot, Build.scalar(pivot, 0)), Build.scalar(pivot, 1), pivot);
      var factors = Build.div(part(others, 0, left - 1, 0, 1), divisor);
      rest =
          Build.sub(
              part(others, 0, left - 1, 1, left - 1),
              Build.mul(factors, part(pivots, 0, 1, 1, left - 1)));
      var signed = Build.where(Build.equal(place, Build.scalar(place, 0)), pivot, Build.neg(pivot));
      product = Build.mul(product, Build.reshape(signed, stack));
    }
    return Build.mul(product, at(rest, 0, 0));
  }

  // ── parts of each matrix ──

  private static Value at(Value x, int row, int column) {
    return Build.reshape(part(x, row, 1, column, 1), stack(x.tensor()));
  }

  private static Value part(Value x, int row, int rows, int column, int columns) {
    var stack = stack(x.tensor());
    var starts = new ArrayList<>(Collections.nCopies(stack.rank(), 0L));
    starts.addAll(List.of((long) row, (long) column));
    return Build.apply(new Slice(starts, with(stack, rows, columns), List.of()), x);
  }

  private static Value ones(Value x) {
    return Build.fill(x.graph(), new TensorType(x.tensor().dtype(), stack(x.tensor())), 1);
  }

  /// The sizes before those of the matrices.
  private static Shape stack(TensorType matrices) {
    return new Shape(matrices.shape().sizes().subList(0, matrices.rank() - 2));
  }

  private static Shape with(Shape stack, long... more) {
    var sizes = new ArrayList<>(stack.sizes());
    for (long size : more) {
      sizes.add(Expr.of(size));
    }
    return new Shape(sizes);
  }
}
