package org.ashlar.operators.product;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The matrix product `y[…, i, j] = Σₖ a[…, i, k] · b[…, k, j]`; dimensions before the last two are
/// broadcast.
///
/// An argument of one dimension is a row on the left and a column on the right, and gives no
/// dimension to the result.
///
/// Floats narrower than 32 bits are summed in `f32` and rounded once; 8-bit integers of either sign
/// give `i32`. Refused: inner sizes that differ, leading sizes that do not broadcast.
public record MatMul() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var dtype = Products.result(a);
    a.require(a.rank(0) >= 1 && a.rank(1) >= 1, "takes at least one dimension");
    var inner = a.get(1).size(a.rank(1) == 1 ? -1 : -2);
    a.require(a.get(0).size(-1).equals(inner), "inner sizes differ");
    var sizes = new ArrayList<>(batch(a).sizes());
    if (a.rank(0) > 1) {
      sizes.add(a.get(0).size(-2));
    }
    if (a.rank(1) > 1) {
      sizes.add(a.get(1).size(-1));
    }
    return List.of(new TensorType(dtype, new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var batch = batch(a).rank();
    int rank = batch + (a.rank(0) > 1 ? 1 : 0) + (a.rank(1) > 1 ? 1 : 0);
    var result = Sizes.indices("i", rank);
    var k = Axis.of("k", a.get(0).size(-1));
    var left = new ArrayList<>(Sizes.places(leading(a.get(0)), result.subList(0, batch)));
    if (a.rank(0) > 1) {
      left.add(result.get(batch));
    }
    left.add(k.index());
    var right = new ArrayList<>(Sizes.places(leading(a.get(1)), result.subList(0, batch)));
    right.add(k.index());
    if (a.rank(1) > 1) {
      right.add(result.getLast());
    }
    var dtype = Products.result(a);
    Expr term = Products.term(dtype, a.read(0, left), a.read(1, right));
    return new Meaning.Indexed(result, List.of(k), Reducer.sum(dtype), List.of(term));
  }

  private static Shape batch(Arguments a) {
    return Sizes.broadcast(List.of(leading(a.get(0)), leading(a.get(1))))
        .orElseThrow(() -> a.wrong("leading sizes do not broadcast"));
  }

  private static Shape leading(TensorType type) {
    return new Shape(type.shape().sizes().subList(0, Math.max(0, type.rank() - 2)));
  }
}
