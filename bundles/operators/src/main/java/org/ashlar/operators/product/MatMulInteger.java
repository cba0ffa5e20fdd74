package org.ashlar.operators.product;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;

/// The matrix product of 8-bit integers with zero points, in `i32`: `y[…, i, j] = Σₖ (a[…, i, k] -
/// za[i]) · (b[…, k, j] - zb[j])`.
///
/// Arguments: `a` and `b` as {@link MatMul} takes them, of either sign; then, if wanted, the zero
/// point of `a` (one number, or one a row) and that of `b` (one number, or one a column). (ONNX
/// operator MatMulInteger.)
public record MatMulInteger() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 2, 4);
    a.require(Products.isByte(a.dtype(0)) && Products.isByte(a.dtype(1)), "takes 8-bit integers");
    var sides = Sides.of(a);
    a.require(
            a.count() < 3 || Products.isZeroPoint(a, 2, 0, a.get(0).size(a.rank(0) > 1 ? -2 : -1)),
            "the zero point of a is one number of its dtype, or one a row")
        .require(
            a.count() < 4 || Products.isZeroPoint(a, 3, 1, a.get(1).size(-1)),
            "the zero point of b is one number of its dtype, or one a column");
    return List.of(new TensorType(DType.I32, sides.shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 2, 4);
    var sides = Sides.of(a);
    var left = Products.centred(a, a.read(0, sides.left()), 2, sides.row());
    var right = Products.centred(a, a.read(1, sides.right()), 3, sides.column());
    return new Meaning.Indexed(
        sides.result(), sides.over(), Reducer.sum(DType.I32), List.of(left.times(right)));
  }
}
