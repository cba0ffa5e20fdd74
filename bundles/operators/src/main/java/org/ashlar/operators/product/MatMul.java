package org.ashlar.operators.product;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;

/// The matrix product `y[…, i, j] = Σₖ a[…, i, k] · b[…, k, j]`; dimensions before the last two are
/// broadcast.
///
/// An argument of one dimension is a row on the left and a column on the right, and gives no
/// dimension to the result.
///
/// Floats narrower than 32 bits are summed in `f32` and rounded once; 8-bit integers of either sign
/// give `i32`. Refused: inner sizes that differ, leading sizes that do not broadcast. (ONNX
/// operator MatMul.)
public record MatMul() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var dtype = Products.result(a);
    return List.of(new TensorType(dtype, Sides.of(a).shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var sides = Sides.of(a);
    var dtype = Products.result(a);
    var term = Products.term(dtype, a.read(0, sides.left()), a.read(1, sides.right()));
    return new Meaning.Indexed(sides.result(), sides.over(), Reducer.sum(dtype), List.of(term));
  }
}
